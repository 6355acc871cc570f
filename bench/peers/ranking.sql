-- The ranking of one candidate, prepared as rank_:number. What differs between candidates and is
-- short is written into it as constants, so that the plan is made with what is known of their
-- values; $1 is the candidate's number, by which the long arrays of values are read once a query
-- (`|| '{}'` makes of each a plain array, whose elements are found without unpacking it each time).
-- `offset 0` keeps what is computed in the inner queries from being computed again in the outer.
prepare rank_:number (int) as
select id, section, case when section = 2 then least(points, :cap) else points end
from (
  select id, tie,
    case
      when (industry = 0 or not :has_industry) and (occupation = 0 or not :has_occupation)
        and (:has_industry or :has_occupation) then 2
      when effect = 1 or fit >= 2000 or (not_said & :must) <> 0 then 1
      else 0
    end as section,
    25 * industry + 15 * occupation + 15 * language + 10 * (fit % 2000) + 5 * place
      + 30 * case when weights = 0 then :nothing_asked else skills / weights end as points
  from (
    select o.id, o.tie, o.fit_:number as fit, o.not_said, o.weights::int as weights,
      (select q.industry || '{}' from query q where q.number = $1)[o.industry + 1]::int as industry,
      (select q.occupation || '{}' from query q where q.number = $1)[o.occupation + 1]::int
        as occupation,
      (select q.language || '{}' from query q where q.number = $1)[o.language + 1]::int as language,
      (select q.language_effect || '{}' from query q where q.number = $1)[o.language + 1] as effect,
      (select q.place || '{}' from query q where q.number = $1)[o.place + 1]::int as place,
      (select q.skill || '{}' from query q where q.number = $1)[o.skill1 + 1]::int
        + (select q.skill || '{}' from query q where q.number = $1)[o.skill2 + 1]
        + (select q.skill || '{}' from query q where q.number = $1)[o.skill3 + 1]
        + (select q.skill || '{}' from query q where q.number = $1)[o.skill4 + 1]
        + (select q.skill || '{}' from query q where q.number = $1)[o.skill5 + 1] as skills
    from opening o
    where o.fit_:number >= 0
      and o.place = any (:'places'::smallint[])
      and o.language = any (:'languages'::smallint[])
      and o.hard = any (:'hards'::smallint[])
      and o.target = any (:'targets'::smallint[])
      and (o.said_no & :must) = 0
      and o.employer <> all (:'blocked_employers'::int[])
      and o.grp <> all (:'blocked_groups'::int[])
    offset 0
  ) as seen
  offset 0
) as scored
-- One number to sort by is cheaper than three.
order by (section::bigint << 52) + ((100000 - points)::bigint << 32) + tie
limit 20;
