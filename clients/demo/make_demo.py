#!/usr/bin/env python3
"""Writes the demonstration data: employers, internships, candidates and advisors as contract NDJSON.

Everybody and everything here is invented. The rows below are written by hand, in a short notation;
this script only spells them out, so that the same rows always give the same bytes.

  make_demo.py            writes the files beside this script
  make_demo.py --check    exits 1 if a file beside this script differs from what would be written

Notation
  skills of people       "it.lang.python:3"            code and level
  skills asked           "it.lang.python:2!"           ! essential, !! essential and hard, ? preferred
  languages of people    "ja:N2=112"                   native, N1..N5 with or without score,
                                                       bjt=480, cert=B2, self=B2; parts joined by +
  languages asked        "ja:N3!"                      ! MUST, ? PREFER; ~ accepts an equivalent
  facilities             "STEP_FREE+ MEAL_HALAL-"      + yes, - no; the others are not known
  needs                  "STEP_FREE! MEAL_HALAL?"      ! MUST, ? PREFER
"""

import datetime
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

# Public holidays on which nobody of the demonstration works.
HOLIDAYS = {
    datetime.date.fromisoformat(d) for d in (
        "2027-01-01", "2027-01-11", "2027-02-11", "2027-02-23", "2027-03-21", "2027-03-22",
        "2027-04-29", "2027-05-03", "2027-05-04", "2027-05-05", "2027-07-19", "2027-08-11",
        "2027-09-20", "2027-09-23")
}


def day(text):
    """A contract Date of an ISO date."""
    d = datetime.date.fromisoformat(text) if isinstance(text, str) else text
    return {"year": d.year, "month": d.month, "day": d.day}


def clock(text):
    """A contract TimeOfDay of H:MM."""
    hours, minutes = (int(part) for part in text.split(":"))
    out = {}
    if hours:
        out["hours"] = hours
    if minutes:
        out["minutes"] = minutes
    return out


def instant(text):
    """A timestamp in UTC of a date, or a date and time, in Japan; a date alone means its end."""
    if "T" not in text:
        text += "T23:59:59"
    local = datetime.datetime.fromisoformat(text)
    return (local - datetime.timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------------------------------------
# Employers: key, name, corporate group, JSIC, prefecture, address of the mail box

EMPLOYERS = [
    ("sorano", "ソラノデータ株式会社", "asahina", "391", "13"),
    ("asahina", "アサヒナクラウド株式会社", "asahina", "40", "13"),
    ("kotonoha", "ことのは翻訳工房", "", "72", "13"),
    ("minamoto", "みなもと会計事務所", "", "72", "13"),
    ("harukaze", "はるかぜ信用組合", "", "63", "13"),
    ("todai", "ホテル灯台 那覇", "umikaze", "75", "47"),
    ("umikaze", "うみかぜ食堂", "umikaze", "76", "47"),
    ("daidokoro", "まちの台所フーズ株式会社", "", "76", "13"),
    ("yamabiko", "やまびこ介護サービス", "yamabiko", "854", "39"),
    ("himawari", "ひまわり保育園", "yamabiko", "85", "39"),
    ("hinata", "ひなた農園", "", "01", "45"),
    ("akatsuki", "あかつき牧場", "", "01", "45"),
    ("tsubame", "つばめ精密工業株式会社", "", "26", "23"),
    ("namiki", "なみき電子株式会社", "", "28", "26"),
    ("kamome", "かもめ物流株式会社", "asahina", "44", "14"),
    ("futaba", "ふたばマート", "", "58", "11"),
    ("iroha", "いろは印刷デザイン", "", "15", "27"),
    ("mirai", "みらい学習室", "", "82", "13"),
    ("kusunoki", "NPO法人くすのき多文化支援センター", "", "85", "40"),
    ("kitakaze", "北風エネルギー株式会社", "", "33", "01"),
    ("tachibana", "たちばな記念病院", "", "83", "13"),
    ("kodama", "こだま建設株式会社", "", "06", "27"),
]
# Asked to take part, but not checked yet: its opening stays unpublished.
UNVERIFIED_EMPLOYERS = {"kodama"}


def employers():
    for key, name, group, industry, prefecture in EMPLOYERS:
        row = {"display_name": name, "industry": industry, "prefecture": prefecture}
        if group:
            row["corporate_group"] = group
        row["contacts"] = [{"channel": "EMAIL", "address": f"saiyo@{key}.example.org",
                            "programme_may_be_named": True}]
        yield {"key": key, "employer": row}


# ---------------------------------------------------------------------------------------------
# Internships


def fixed(first, last, start, end, rest, weekdays="01234", count=None):
    """FIXED days from first to last on the weekdays (0 is Monday) that are not holidays."""
    days = []
    d = datetime.date.fromisoformat(first)
    end_date = datetime.date.fromisoformat(last)
    while d <= end_date and (count is None or len(days) < count):
        if str(d.weekday()) in weekdays and d not in HOLIDAYS:
            work = {"date": day(d), "start": clock(start), "end": clock(end)}
            if rest:
                work["break_minutes"] = rest
            days.append(work)
        d += datetime.timedelta(days=1)
    return {"fixed": {"days": days}}


def flex(first, last, days_per_week, minutes, rest, start, end, days=""):
    """FLEX: so many days a week of so many minutes, between start and end."""
    out = {"start_date": day(first), "end_date": day(last), "days_per_week": days_per_week,
           "minutes_per_day": minutes}
    if rest:
        out["break_minutes"] = rest
    out["start"] = clock(start)
    out["end"] = clock(end)
    if days:
        out["days"] = days.split()
    return {"flex": out}


WORKDAYS = "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY"
UNI34 = {"target_study_years": [3, 4], "target_programmes": ["BACHELOR"]}
GRADUATE = {"target_programmes": ["MASTER", "DOCTOR"]}
STUDENTS = {"target_programmes": ["VOCATIONAL_SCHOOL", "JUNIOR_COLLEGE", "BACHELOR", "MASTER"]}

# Pay: a wage means labour under an employment contract. The wage table that is built in knows the
# minimum wage of Tokyo (13), Kochi (39), Miyazaki (45) and Okinawa (47) alone, so labour is offered
# there; elsewhere the openings are visits, courses and unpaid trials.
# Columns: key, employer, title, type, industry, occupation, skills, languages, wage (0: unpaid),
# place ("13", "remote", "13 remote"), schedule, seats, deadline, facilities, further fields
INTERNSHIPS = [
    ("sorano-data", "sorano", "データ分析インターンシップ(5日間)", "GENERAL_SKILLS", "391", "2511",
     "it.data.sql:2! it.lang.python:2! it.data.bi:1?", "ja:N2~!", 1400, "13 remote",
     fixed("2027-02-15", "2027-02-19", "10:00", "17:00", 60), 4, "2027-01-22",
     "STEP_FREE+ REST_15_MIDDAY+ QUIET_ROOM+ BRING_OWN_FOOD+ SCREEN_READER+", UNI34),
    ("sorano-web", "sorano", "Web開発インターンシップ(2週間)", "GENERAL_SKILLS", "391", "2513",
     "it.lang.javascript:2! it.web.html:2! it.web.react:1? it.dev.git:1?", "ja:N3? en:B1?", 1500,
     "13", fixed("2027-03-01", "2027-03-12", "10:00", "18:00", 60), 3, "2027-02-05",
     "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", {"target_programmes": ["BACHELOR", "MASTER",
                                                                            "VOCATIONAL_SCHOOL"]}),
    ("sorano-open", "sorano", "IT業界まるわかり1日オープンカンパニー", "OPEN_COMPANY", "391", "2512",
     "", "ja:N3?", 0, "13", fixed("2027-01-23", "2027-01-23", "13:00", "17:00", 0, "56"), 30,
     "2027-01-20", "STEP_FREE+ REST_15_MIDDAY+", {}),
    ("asahina-cloud", "asahina", "クラウド運用トライアル", "WORK_TRIAL", "40", "2522",
     "it.ops.linux:2! it.ops.cloud:1! it.ops.network:1?", "ja:B1! en:B1?", 1600, "13",
     flex("2027-02-01", "2027-04-30", 3, 420, 60, "9:00", "19:00", WORKDAYS), 2, "2027-01-20",
     "STEP_FREE+ REST_15_MIDDAY+ QUIET_ROOM+ MEAL_HALAL-", {}),
    ("asahina-helpdesk", "asahina", "英語ヘルプデスク(在宅)", "EMPLOYMENT", "40", "3512",
     "it.support.helpdesk:2! office.sales.support:2? it.support.pcsetup:1?", "en:B2! ja:N3?", 1500,
     "13 remote", flex("2027-01-18", "2027-06-30", 4, 360, 60, "8:00", "20:00"), 3, "2027-01-08",
     "REST_15_MIDDAY+ QUIET_ROOM+ SCREEN_READER+", {}),
    ("asahina-research", "asahina", "大学院生向け 自然言語処理研究インターンシップ", "HIGHLY_SPECIALISED",
     "40", "2512", "it.lang.python:3! it.data.analysis:3! it.ops.container:1?", "en:B2!", 2200,
     "13 remote", flex("2027-02-08", "2027-04-09", 4, 480, 60, "9:00", "21:00", WORKDAYS), 2,
     "2027-01-15", "STEP_FREE+ REST_15_MIDDAY+ QUIET_ROOM+ BRING_OWN_FOOD+", GRADUATE),
    ("kotonoha-community", "kotonoha", "コミュニティ通訳トライアル", "WORK_TRIAL", "72", "2643",
     "lang.work.community:2! lang.work.interpretation:2! care.social.intercultural:1?", "ja:N2!",
     1700, "13", flex("2027-01-12", "2027-03-31", 2, 240, 0, "9:00", "18:00", WORKDAYS), 4, "2027-01-06",
     "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("kotonoha-local", "kotonoha", "ローカライズ実習(在宅・無給)", "WORK_TRIAL", "72", "2643",
     "lang.work.localization:1! lang.work.translation:2!", "en:B2! ja:B1!", 0, "remote",
     fixed("2027-02-01", "2027-02-12", "10:00", "15:00", 60), 6, "2027-01-25",
     "REST_15_MIDDAY+ REMOTE_ONLY+ SCREEN_READER+", {}),
    ("minamoto-books", "minamoto", "経理アシスタント", "EMPLOYMENT", "72", "3313",
     "fin.acc.bookkeeping:2! office.pc.excel:2! fin.acc.invoicing:1?", "ja:N2!", 1350, "13",
     flex("2027-01-12", "2027-06-30", 4, 420, 60, "9:00", "18:00", WORKDAYS), 2, "2027-01-05",
     "STEP_FREE- REST_15_MIDDAY+ QUIET_ROOM+ BRING_OWN_FOOD+", {}),
    ("minamoto-intern", "minamoto", "会計事務所インターンシップ(5日間)", "GENERAL_SKILLS", "72", "2411",
     "office.pc.excel:2! fin.acc.bookkeeping:1? fin.acc.tax:1?", "ja:N2~!", 1300, "13",
     fixed("2027-02-22", "2027-03-01", "9:30", "16:30", 60), 2, "2027-02-01",
     "STEP_FREE- REST_15_MIDDAY+", UNI34),
    ("harukaze-credit", "harukaze", "信用組合 業務体験(3日間)", "CAREER_EDUCATION", "63", "2413",
     "office.pc.excel:1? soft.comm.horenso:1?", "ja:B1!", 0, "13",
     fixed("2027-02-08", "2027-02-10", "9:30", "16:00", 60), 8, "2027-01-29",
     "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", STUDENTS),
    ("harukaze-office", "harukaze", "窓口後方事務(パート)", "EMPLOYMENT", "63", "4211",
     "office.pc.typing:2! office.admin.general:1! lang.biz.keigo:2?", "ja:N2!", 1280, "13",
     flex("2027-02-01", "2027-09-30", 3, 300, 0, "9:00", "16:00", WORKDAYS), 2, "2027-01-20",
     "STEP_FREE+ BRING_OWN_FOOD+", {}),
    ("todai-front", "todai", "ホテルフロント(多言語)", "EMPLOYMENT", "75", "4224",
     "hosp.hotel.front:1! soft.cust.service:2! lang.biz.phone:1?", "ja:N3! en:B1!", 1200, "47",
     flex("2027-02-01", "2027-08-31", 4, 480, 60, "7:00", "22:00"), 3, "2027-01-18",
     "STEP_FREE+ REST_15_MIDDAY+ MEAL_HALAL+ BRING_OWN_FOOD+", {}),
    ("todai-rooms", "todai", "客室清掃 トライアル", "WORK_TRIAL", "75", "9112",
     "hosp.hotel.housekeeping:1!", "ja:N5?", 1080, "47",
     fixed("2027-01-18", "2027-01-22", "9:00", "15:00", 60), 6, "2027-01-10",
     "STEP_FREE- REST_15_MIDDAY+ MEAL_HALAL+ BRING_OWN_FOOD+", {}),
    ("todai-night", "todai", "夜間フロント", "EMPLOYMENT", "75", "4224",
     "hosp.hotel.front:2! soft.self.time:2?", "ja:N3! en:B1?", 1450, "47",
     fixed("2027-02-01", "2027-02-26", "22:00", "7:00", 60, "024"), 1, "2027-01-20",
     "STEP_FREE+", {}),
    ("umikaze-kitchen", "umikaze", "調理補助(家庭料理の食堂)", "EMPLOYMENT", "76", "5120",
     "food.cook.prep:1! food.hyg.basic:1?", "ja:N4!", 1060, "47",
     flex("2027-01-12", "2027-07-31", 4, 360, 30, "8:00", "17:00"), 3, "2027-01-05",
     "MEAL_HALAL- BRING_OWN_FOOD+ REST_15_MIDDAY+", {}),
    ("umikaze-arcade", "umikaze", "遊技場の館内清掃スタッフ", "EMPLOYMENT", "80", "9112",
     "hosp.hotel.housekeeping:1!", "ja:N4?", 1150, "47",
     flex("2027-02-01", "2027-04-30", 3, 300, 0, "9:00", "17:00"), 2, "2027-01-25", "",
     {"entertainment_premises": True}),
    ("daidokoro-cook", "daidokoro", "各国料理メニュー開発トライアル", "WORK_TRIAL", "76", "5120",
     "food.cook.world:2! food.cook.prep:2! food.hyg.haccp:1?", "ja:N4!", 1300, "13",
     fixed("2027-01-18", "2027-01-29", "10:00", "16:00", 60), 3, "2027-01-08",
     "REST_15_MIDDAY+ MEAL_HALAL+ BRING_OWN_FOOD+ STEP_FREE-", {}),
    ("daidokoro-floor", "daidokoro", "ホール接客スタッフ", "EMPLOYMENT", "76", "5131",
     "soft.cust.service:2! food.hyg.basic:2! retail.store.cash:1?", "ja:N3?", 1280, "13",
     flex("2027-01-12", "2027-06-30", 3, 300, 0, "10:00", "20:00"), 5, "2027-01-05",
     "REST_15_MIDDAY+ MEAL_HALAL+ STEP_FREE-", {}),
    ("daidokoro-bakery", "daidokoro", "ベーカリー早朝スタッフ", "EMPLOYMENT", "76", "7512",
     "food.cook.baking:2! food.hyg.basic:1?", "ja:N4?", 1330, "13",
     flex("2027-02-01", "2027-09-30", 5, 420, 60, "5:30", "14:00"), 2, "2027-01-22",
     "BRING_OWN_FOOD+", {}),
    ("yamabiko-care", "yamabiko", "介護職員(初任者研修修了者)", "EMPLOYMENT", "854", "5322",
     "care.elder.basic:1!! soft.cust.service:2? care.health.firstaid:1?", "ja:N3!", 1150, "39",
     flex("2027-02-01", "2027-08-31", 5, 480, 60, "7:00", "20:00"), 4, "2027-01-25",
     "STEP_FREE+ REST_15_MIDDAY+ MEAL_HALAL- BRING_OWN_FOOD+", {}),
    ("yamabiko-trial", "yamabiko", "介護の仕事 3日間体験", "WORK_TRIAL", "854", "5322",
     "soft.comm.teamwork:1?", "ja:N4!", 0, "39",
     fixed("2027-02-15", "2027-02-17", "9:30", "15:30", 60), 6, "2027-02-05",
     "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("himawari-assist", "himawari", "保育補助(午前)", "EMPLOYMENT", "85", "5311",
     "care.child.assist:1! care.health.firstaid:1?", "ja:N3!", 1070, "39",
     flex("2027-01-18", "2027-07-30", 4, 240, 0, "8:30", "13:00", WORKDAYS), 3, "2027-01-12",
     "STEP_FREE+ BRING_OWN_FOOD+", {}),
    ("himawari-teacher", "himawari", "保育士", "EMPLOYMENT", "85", "2342",
     "care.child.nursery:2!! edu.teach.tutoring:1?", "ja:N2!", 1400, "39",
     flex("2027-04-01", "2027-09-30", 5, 480, 60, "7:30", "18:30", WORKDAYS), 1, "2027-03-10",
     "STEP_FREE+ REST_15_MIDDAY+", {}),
    ("hinata-crop", "hinata", "野菜づくり 2週間トライアル", "WORK_TRIAL", "01", "6111",
     "agri.farm.crop:1!", "ja:N5?", 1080, "45",
     fixed("2027-03-01", "2027-03-12", "7:00", "14:00", 60), 5, "2027-02-15",
     "BRING_OWN_FOOD+ REST_15_MIDDAY+ MEAL_VEGETARIAN+", {}),
    ("hinata-brand", "hinata", "農園の広報とネットショップ(在宅可)", "EMPLOYMENT", "01", "2431",
     "office.mkt.ec:2! office.mkt.sns:2! des.media.photo:1?", "ja:N2?", 1200, "45 remote",
     flex("2027-02-01", "2027-07-31", 3, 300, 0, "9:00", "18:00"), 1, "2027-01-25",
     "REST_15_MIDDAY+ REMOTE_ONLY+ QUIET_ROOM+", {}),
    ("akatsuki-dairy", "akatsuki", "酪農スタッフ", "EMPLOYMENT", "01", "6121",
     "agri.farm.livestock:2! log.drv.car:1?", "ja:N4!", 1100, "45",
     flex("2027-03-01", "2027-08-31", 5, 480, 60, "5:00", "16:00"), 2, "2027-02-10",
     "BRING_OWN_FOOD+ MEAL_HALAL-", {}),
    ("tsubame-cnc", "tsubame", "精密加工の見学と実習(3日間)", "CAREER_EDUCATION", "26", "7223",
     "mfg.mach.cnc:1? mfg.cad.2d:1?", "ja:N4?", 0, "23",
     fixed("2027-02-24", "2027-02-26", "9:00", "16:00", 60), 6, "2027-02-12",
     "REST_15_MIDDAY+ BRING_OWN_FOOD+ STEP_FREE-", STUDENTS),
    ("tsubame-weld", "tsubame", "溶接技能 職場体験", "WORK_TRIAL", "26", "7212",
     "mfg.weld.arc:2!! mfg.qc.kaizen:1?", "ja:N4!", 0, "23",
     fixed("2027-01-25", "2027-01-29", "9:00", "15:00", 60), 2, "2027-01-15",
     "REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("namiki-cad", "namiki", "回路設計・CAD 2週間インターンシップ(無給)", "GENERAL_SKILLS", "28", "2152",
     "mfg.cad.3d:2! mfg.asm.electronics:1? it.lang.cpp:1?", "ja:N3! en:B1?", 0, "26",
     fixed("2027-03-01", "2027-03-12", "9:30", "16:30", 60), 2, "2027-02-12",
     "STEP_FREE+ REST_15_MIDDAY+ QUIET_ROOM+",
     {"target_programmes": ["BACHELOR", "MASTER"]}),
    ("kamome-scm", "kamome", "物流センター見学と改善ワーク(2日間)", "CAREER_EDUCATION", "44", "4323",
     "log.plan.scm:1? office.pc.excel:1?", "ja:N3!", 0, "14",
     fixed("2027-02-04", "2027-02-05", "10:00", "16:00", 60), 10, "2027-01-28",
     "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("kamome-forklift", "kamome", "倉庫オペレーター職場体験", "WORK_TRIAL", "44", "4321",
     "log.wh.forklift:1!! log.wh.picking:2! retail.store.inventory:1?", "ja:N4!", 0, "14",
     fixed("2027-01-20", "2027-01-22", "8:30", "14:30", 60), 3, "2027-01-12",
     "REST_15_MIDDAY+ BRING_OWN_FOOD+ STEP_FREE-", {}),
    ("futaba-store", "futaba", "店舗運営1日体験", "OPEN_COMPANY", "58", "5223",
     "", "ja:N4?", 0, "11", fixed("2027-01-30", "2027-01-30", "10:00", "16:00", 60, "56"), 12,
     "2027-01-25", "STEP_FREE+ REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("futaba-buyer", "futaba", "ハラール食品バイヤー補佐 トライアル", "WORK_TRIAL", "58", "3323",
     "office.mkt.research:1! retail.store.inventory:1? office.trade.docs:1?", "ja:N3! en:B1?", 0,
     "11", fixed("2027-02-01", "2027-02-05", "10:00", "16:00", 60), 2, "2027-01-22",
     "STEP_FREE+ REST_15_MIDDAY+ MEAL_HALAL+ BRING_OWN_FOOD+", {}),
    ("iroha-design", "iroha", "多言語グラフィックデザイン実習", "WORK_TRIAL", "15", "2166",
     "des.vis.graphic:2! des.vis.dtp:1! des.vis.ui:1?", "ja:N3? en:B1?", 0, "27 remote",
     fixed("2027-02-08", "2027-02-19", "10:00", "16:00", 60), 2, "2027-01-29",
     "REST_15_MIDDAY+ REMOTE_ONLY+ QUIET_ROOM+ SCREEN_READER-", {}),
    ("mirai-stem", "mirai", "理数チューター(放課後)", "EMPLOYMENT", "82", "2359",
     "edu.teach.stem:2! edu.teach.tutoring:2!", "ja:N2~! en:B1?", 1500, "13",
     flex("2027-01-18", "2027-07-17", 3, 180, 0, "16:00", "20:00", WORKDAYS + " SATURDAY"), 4,
     "2027-01-10", "STEP_FREE- REST_15_MIDDAY+ BRING_OWN_FOOD+", {}),
    ("mirai-english", "mirai", "英語で学ぶプログラミング教室アシスタント", "EMPLOYMENT", "82", "2356",
     "it.lang.python:1! edu.teach.tutoring:1! it.web.html:1?", "en:B2! ja:N4?", 1450, "13",
     flex("2027-01-16", "2027-09-26", 1, 240, 0, "10:00", "18:00", "SATURDAY SUNDAY"), 3,
     "2027-01-10", "STEP_FREE- REST_15_MIDDAY+", {}),
    ("kusunoki-caseworker", "kusunoki", "多文化相談 実習(オンライン)", "WORK_TRIAL", "85", "2635",
     "care.social.casework:1! care.social.intercultural:1! lang.work.community:1?", "ja:N2!", 0,
     "remote", fixed("2027-01-18", "2027-02-05", "13:00", "16:00", 0, "024"), 4, "2027-01-12",
     "REMOTE_ONLY+ REST_15_MIDDAY+ SIGN_LANGUAGE+ SCREEN_READER+", {}),
    ("kusunoki-youth", "kusunoki", "若者プログラム企画(オンライン1日)", "OPEN_COMPANY", "85", "2635",
     "", "ja:N4? en:A2?", 0, "remote",
     fixed("2027-02-06", "2027-02-06", "10:00", "15:00", 60, "56"), 20, "2027-02-03",
     "REMOTE_ONLY+ REST_15_MIDDAY+ SIGN_LANGUAGE+", {}),
    ("kitakaze-wind", "kitakaze", "再生可能エネルギー 3日間ワークショップ", "CAREER_EDUCATION", "33", "2151",
     "it.data.analysis:1? soft.comm.presentation:1?", "en:B1! ja:N3?", 0, "01",
     fixed("2027-03-08", "2027-03-10", "9:30", "16:30", 60), 6, "2027-02-15",
     "STEP_FREE+ REST_15_MIDDAY+ MEAL_VEGETARIAN+ MEAL_HALAL+", STUDENTS),
    ("tachibana-aide", "tachibana", "看護助手", "EMPLOYMENT", "83", "5321",
     "care.health.aide:1! soft.comm.horenso:1? care.health.firstaid:1?", "ja:N3!", 1320, "13",
     flex("2027-02-01", "2027-08-31", 4, 390, 60, "7:00", "19:00"), 3, "2027-01-22",
     "STEP_FREE+ REST_15_MIDDAY+ QUIET_ROOM+ MEAL_HALAL- MEAL_VEGETARIAN+ BRING_OWN_FOOD+", {}),
    ("tachibana-nurse", "tachibana", "看護師(日本の免許)", "EMPLOYMENT", "83", "2221",
     "care.health.nursing:3!!", "ja:N2!", 1900, "13",
     flex("2027-03-01", "2027-08-31", 5, 480, 60, "8:00", "20:00"), 1, "2027-02-01",
     "STEP_FREE+ QUIET_ROOM+", {}),
    ("tachibana-records", "tachibana", "医療事務トライアル(満席)", "WORK_TRIAL", "83", "3344",
     "office.pc.typing:2! office.admin.filing:1?", "ja:N2!", 1300, "13",
     fixed("2027-01-18", "2027-01-22", "9:00", "16:00", 60), 1, "2027-01-10",
     "STEP_FREE+ QUIET_ROOM+", {"seats_taken": 1}),
    ("kodama-site", "kodama", "施工管理1日見学", "OPEN_COMPANY", "06", "3123",
     "", "ja:N3?", 0, "27", fixed("2027-02-13", "2027-02-13", "10:00", "15:00", 60, "56"), 8,
     "2027-02-05", "STEP_FREE-", {}),
]

LABELLED_TYPES = {"GENERAL_SKILLS", "HIGHLY_SPECIALISED"}


def asked_skill(text):
    code, level, mark = re.fullmatch(r"([a-z0-9.]+):(\d)(!!|!|\?)", text).groups()
    out = {"skill": code, "level": int(level),
           "weight": "PREFERRED" if mark == "?" else "ESSENTIAL"}
    if mark == "!!":
        out["hard"] = True
    return out


def asked_language(text):
    tag, level, equivalent, mark = re.fullmatch(
        r"([A-Za-z-]+):([A-CN][1-5])(~?)([!?])", text).groups()
    out = {"language": tag, "jlpt" if level[0] == "N" else "cefr": level,
           "importance": "MUST" if mark == "!" else "PREFER"}
    if equivalent:
        out["equivalent_accepted"] = True
    return out


def facility(text):
    return {"kind": text[:-1], "answer": "YES" if text[-1] == "+" else "NO"}


def internships():
    for (key, employer, title, kind, industry, occupation, skills, languages, wage, place, schedule,
         seats, deadline, facilities, further) in INTERNSHIPS:
        row = {"title": title, "programme_type": kind}
        if kind in LABELLED_TYPES:
            row["called_internship"] = True
        row["industry"] = industry
        row["occupation"] = occupation
        if skills:
            row["skills"] = [asked_skill(s) for s in skills.split()]
        if languages:
            row["languages"] = [asked_language(t) for t in languages.split()]
        row["contract_kind"] = "EMPLOYMENT_CONTRACT" if wage else "TRAINING_AGREEMENT"
        if wage:
            row.update(paid=True, is_labour=True, hourly_wage_yen=wage)
        for part in place.split():
            if part == "remote":
                row["remote"] = True
            else:
                row["prefecture"] = part
        row.update(schedule)
        row["seats"] = seats
        row["application_deadline_time"] = instant(deadline)
        if facilities:
            row["facilities"] = [facility(f) for f in facilities.split()]
        row.update(further)
        yield {"key": key, "employer_key": employer, "internship": row}


# ---------------------------------------------------------------------------------------------
# Time. Windows are "Mon-Fri 9:00-18:00", several joined by ";".

DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
SHORT = {d[:3].title(): i for i, d in enumerate(DAYS)}


def weekly(text, zone=""):
    out = []
    for part in text.split(";"):
        days, span = part.split()
        start, end = span.split("-")
        chosen = []
        for item in days.split(","):
            ends = item.split("-")
            chosen += range(SHORT[ends[0]], SHORT[ends[-1]] + 1)
        for index in chosen:
            window = {"day": DAYS[index], "start": clock(start), "end": clock(end)}
            if zone:
                window["time_zone"] = zone
            out.append(window)
    return out


def removed(first, last=None):
    out = {"kind": "REMOVE", "start_date": day(first)}
    if last:
        out["end_date"] = day(last)
    return out


def added(first, last, start, end):
    return {"kind": "ADD", "start_date": day(first), "end_date": day(last), "start": clock(start),
            "end": clock(end)}


# The long vacations of a school year, in which students have whole days.
SPRING = ("2027-02-06", "2027-03-31")
SUMMER = ("2027-08-02", "2027-09-19")
NEW_YEAR = removed("2026-12-29", "2027-01-03")

PATTERNS = {
    # Free on most days, such as after a course has ended.
    "open": {"weekly": weekly("Mon-Sat 8:00-20:00;Sun 13:00-21:00"), "exceptions": [NEW_YEAR]},
    "full": {"weekly": weekly("Mon-Fri 8:30-18:30;Sat 9:00-17:00")},
    # Students: afternoons in term, whole days in the vacations.
    "term": {"weekly": weekly("Mon,Wed 17:00-21:30;Fri 13:00-20:00;Sat,Sun 9:00-19:00"),
             "exceptions": [added(*SPRING, "8:30", "20:00"), added(*SUMMER, "8:30", "20:00")]},
    "term2": {"weekly": weekly("Tue,Thu 16:30-21:00;Sat 10:00-21:00;Sun 18:00-22:00"),
              "exceptions": [added(*SPRING, "8:00", "19:00"), added(*SUMMER, "8:00", "19:00"),
                             removed("2027-01-25", "2027-02-03")]},
    # A language school in the mornings.
    "morning-school": {"weekly": weekly("Mon-Fri 13:30-20:30;Sat 9:00-18:00")},
    # A language school in the afternoons.
    "afternoon-school": {"weekly": weekly("Mon-Fri 7:00-12:30;Sat,Sun 8:00-20:00")},
    # A day job.
    "evenings": {"weekly": weekly("Mon-Thu 19:00-22:00;Sat,Sun 10:00-18:00")},
    # While children are at nursery or school.
    "childcare": {"weekly": weekly("Mon-Fri 9:30-16:30;Tue,Thu 20:00-21:30"),
                  "exceptions": [removed("2026-12-24", "2027-01-06")]},
    "childcare-sat": {"weekly": weekly("Mon-Fri 9:00-15:30;Sat 10:00-13:00")},
    # Works at night.
    "nights": {"weekly": weekly("Mon-Fri 12:00-19:00;Sun 10:00-20:00")},
    "early": {"weekly": weekly("Mon-Sat 5:00-15:30;Sun 19:00-21:00")},
    "weekend": {"weekly": weekly("Sat,Sun 9:00-19:00;Wed 19:00-21:30")},
    # Shift work, nights included.
    "shifts": {"weekly": weekly("Mon-Sun 6:00-24:00;Mon-Sun 22:00-8:00"),
               "exceptions": [NEW_YEAR]},
    "cafe-hours": {"weekly": weekly("Tue-Sat 9:30-18:00;Sun 19:00-21:30")},
}

# ---------------------------------------------------------------------------------------------
# Work authorisation. What is kept is what matching needs, never a status or a paper.


def seen(kind, date):
    return {"seen_by": "coordinator-2", "seen_date": day(date), "kind": kind}


def unrestricted(until=None):
    out = {"auth_class": "UNRESTRICTED", "seen": seen("CARD_FRONT", "2026-11-07")}
    if until:
        out["valid_until_date"] = day(until)
    return out


def capped_student(until, other=()):
    """28 hours a week in term, 8 hours a day in the school's own vacations."""
    out = {"auth_class": "CAPPED", "weekly_cap_minutes": 1680, "vacation_daily_cap_minutes": 480,
           "vacation_ranges": [{"start_date": day(a), "end_date": day(b)} for a, b in
                               (SPRING, SUMMER)],
           "entertainment_excluded": True, "valid_until_date": day(until),
           "seen": seen("CARD_BACK", "2026-11-07")}
    if other:
        out["other_work"] = [{"day": d, "paid_minutes": m} for d, m in other]
    return out


def capped_family(until, other=()):
    """28 hours a week all year round."""
    out = {"auth_class": "CAPPED", "weekly_cap_minutes": 1680, "entertainment_excluded": True,
           "valid_until_date": day(until), "seen": seen("CARD_BACK", "2026-10-24")}
    if other:
        out["other_work"] = [{"day": d, "paid_minutes": m} for d, m in other]
    return out


def designated(until, filed=None):
    out = {"auth_class": "DESIGNATED", "contract_kinds_allowed": ["EMPLOYMENT_CONTRACT"],
           "entertainment_excluded": True, "valid_until_date": day(until),
           "seen": seen("DESIGNATION_LETTER", "2026-11-14")}
    if filed:
        out["renewal_filed_date"] = day(filed)
    return out


def field_limited(until, *fields):
    return {"auth_class": "FIELD_LIMITED",
            "fields_allowed": [{"industry" if f[0].isalpha() else "occupation": f} for f in fields],
            "valid_until_date": day(until), "seen": seen("CARD_FRONT", "2026-10-17")}


def per_employer():
    """Only for an employer outside the programme."""
    return {"auth_class": "PER_EMPLOYER", "contract_kinds_allowed": ["EMPLOYMENT_CONTRACT"],
            "entertainment_excluded": True, "seen": seen("DESIGNATION_LETTER", "2026-11-14")}


NO_PAID_WORK = {"auth_class": "NONE", "seen": seen("DESIGNATION_LETTER", "2026-10-24")}
ONLY_TOLD = {"auth_class": "UNRESTRICTED", "seen": seen("VERBAL", "2026-11-14")}
NOT_SEEN = {}


def minor(earliest, adult, base):
    out = dict(base)
    out["earliest_work_date"] = day(earliest)
    out["adult_labour_date"] = day(adult)
    return out


def study(programme, year, graduation):
    y, m = graduation.split("-")
    return {"year": year, "programme": programme,
            "expected_graduation": {"year": int(y), "month": int(m)}}


# ---------------------------------------------------------------------------------------------
# Candidates: key, name as given, Latin, kana, languages to talk in, wished industries, wished
# occupations, skills (a leading - means not assessed yet), languages, place (home, then accepted),
# time, topics, authorisation, further fields

T = {"self": "SELF_ANALYSIS", "es": "ES_REVIEW", "talk": "INTERVIEW_PRACTICE",
     "industry": "INDUSTRY_RESEARCH", "search": "JOB_SEARCH_STRATEGY", "manners": "BUSINESS_MANNERS",
     "skill": "SKILL_COACHING", "follow": "WORKPLACE_FOLLOWUP"}

CANDIDATES = [
    ("c01", "ليان الخطيب", "Layan Alkhatib", "ラヤーン・アルハティーブ", "ar en", "39 G J", "2511 2512",
     "it.lang.python:3 it.data.sql:3 it.data.analysis:2 it.dev.git:2 soft.comm.presentation:2",
     "ar:native en:cert=C1 ja:N2=118", "13 11 14", "term", "self es talk",
     capped_student("2028-03-31", (("SATURDAY", 300),)),
     {"study": study("BACHELOR", 3, "2028-03")}),
    ("c02", "سامر درويش", "Samer Darwish", "サーメル・ダルウィーシュ", "ar", "76 75", "5120",
     "-food.cook.world:3", "ar:native ja:N4", "13 11", "open", "self manners",
     unrestricted("2031-09-30"), {"needs": "MEAL_HALAL? REST_15_MIDDAY?"}),
    ("c03", "نور حدّاد", "Nour Haddad", "ヌール・ハッダード", "ar ja", "E", "2152 2512",
     "mfg.cad.3d:2 it.lang.cpp:2 mfg.asm.electronics:1", "ar:native ja:N2=95 en:self=B1", "26 27 13",
     "term2", "es talk industry", capped_student("2027-09-30"),
     {"study": study("MASTER", 1, "2028-03")}),
    ("c04", "يوسف العلي", "Yousef Alali", "ユーセフ・アルアリー", "ar en", "D E", "7212 7223",
     "mfg.weld.arc:3 mfg.qc.kaizen:2 con.site.carpentry:2", "ar:native en:self=A2 ja:N4=98",
     "23 22", "full", "search manners", designated("2027-01-27", "2026-11-20"), {}),
    ("c05", "رنا قاسم", "Rana Qasem", "ラナー・カーセム", "ar fr", "P", "5321 2221",
     "care.health.aide:2 care.health.firstaid:3 soft.comm.horenso:2",
     "ar:native fr:self=B2 ja:N3=121", "13", "childcare", "self talk",
     unrestricted(), {"needs": "ADVISOR_WOMAN! END_BY_TIME=16:30!"}),
    ("c06", "طارق منصور", "Tareq Mansour", "", "ar en", "G", "2513 2166",
     "it.lang.javascript:3 it.web.html:4 it.web.react:3 it.dev.git:3 des.vis.ui:2",
     "ar:native en:self=B2 ja:N3=101", "13 14", "evenings", "talk skill",
     unrestricted("2027-02-20"), {}),
    ("c07", "هدى سليمان", "Huda Suleiman", "フダー・スレイマーン", "ar", "P O", "5311",
     "-care.child.assist:2", "ar:native ja:N4", "39", "childcare-sat", "self",
     capped_family("2027-10-15"), {"household": "h-olive", "needs": "BRING_OWN_FOOD! REST_15_MIDDAY?"}),
    ("c08", "كريم زيدان", "Karim Zidan", "カリーム・ズィーダーン", "ar fr en", "J L", "2411 3313",
     "fin.acc.bookkeeping:3 office.pc.excel:4 fin.acc.invoicing:2 fin.ana.modeling:2",
     "ar:native fr:cert=C1 en:self=B2 ja:N2=131", "13 11 12", "full", "es talk industry",
     unrestricted("2030-03-31"), {"blocked_groups": ["asahina"]}),
    ("c09", "آلاء محمود", "Alaa Mahmoud", "アラー・マフムード", "ar ja", "K J", "2412 2413",
     "fin.svc.planning:1 office.pc.excel:2 soft.comm.horenso:2", "ar:native ja:N1=135 en:self=B1",
     "13 14", "term", "es talk", capped_student("2028-03-31"),
     {"study": study("BACHELOR", 4, "2028-03")}),
    ("c10", "بشير عثمان", "Bashir Osman", "バシール・オスマーン", "ar en", "H I", "4321 4323",
     "log.wh.picking:3 log.wh.packing:3 retail.store.inventory:2 soft.comm.teamwork:3",
     "ar:native en:self=B1 ja:N4=112", "14 13", "early", "search follow",
     designated("2027-06-15"), {"needs": "REST_15_MIDDAY!"}),
    ("c11", "زهرا رحیمی", "Zahra Rahimi", "ザフラー・ラヒーミー", "fa en", "G L", "2512 2511",
     "it.lang.java:3 it.web.backend:3 it.data.sql:2 it.ops.container:1",
     "fa:native en:cert=C1 ja:N3=108", "13 11 14 12", "open", "es talk industry",
     unrestricted("2031-05-31"), {}),
    ("c12", "فرهاد کریمی", "Farhad Karimi", "ファルハード・キャリーミー", "fa ja", "39 40", "2522 2512",
     "it.ops.linux:3 it.ops.cloud:2 it.ops.network:3 it.sec.basic:2",
     "fa:native ja:N2=140 en:self=B2", "13 14", "full", "talk industry", unrestricted(), {}),
    ("c13", "مریم احمدی", "Maryam Ahmadi", "マリヤム・アフマディー", "prs ja", "P L", "2635 2643",
     "lang.work.community:3 lang.work.interpretation:3 care.social.intercultural:2 "
     "care.social.casework:2", "prs:native fa:self=C1 ja:N1=150 en:self=B1", "13 11", "childcare",
     "search follow", unrestricted("2029-08-31"), {"household": "h-plum"}),
    ("c14", "نوید حکیمی", "Navid Hakimi", "ナヴィード・ハキーミー", "prs en", "O G", "2356 2512",
     "it.lang.python:2 edu.teach.tutoring:2 edu.teach.stem:2 it.web.html:2",
     "prs:native ps:self=B2 en:cert=B2 ja:N4", "13", "morning-school", "self skill",
     capped_student("2027-09-30", (("MONDAY", 240), ("WEDNESDAY", 240), ("FRIDAY", 240))),
     {"study": study("LANGUAGE_SCHOOL", 2, "2027-09"), "household": "h-plum"}),
    ("c15", "پروانه نوری", "Parwana Nuri", "パルワーナ・ヌーリー", "prs", "E I", "7531",
     "-des.craft.sewing:4", "prs:native ja:N5", "11 13", "childcare", "self manners",
     ONLY_TOLD, {"needs": "ADVISOR_WOMAN? REST_15_MIDDAY! QUIET_ROOM?"}),
    ("c16", "جاوید امینی", "Jawid Amini", "ジャヴィード・アミーニー", "prs en", "D F", "7411 2151",
     "con.site.electric:2 mfg.mach.maint:2 soft.think.problem:3",
     "prs:native en:self=B2 ja:N3=96", "27 26", "full", "search talk",
     field_limited("2028-04-30", "2151", "7411", "D"), {}),
    ("c17", "شکیبا سادات", "Shakiba Sadat", "シャキーバー・サーダート", "prs en", "G O", "2166 2513",
     "des.vis.graphic:3 des.vis.dtp:2 des.vis.ui:2 des.media.video:2",
     "prs:native en:cert=C1 ja:N4=121", "27 28", "open", "self es",
     unrestricted("2028-12-31"), {"accepts_remote": True}),
    ("c18", "مهدی صادقی", "Mehdi Sadeghi", "メフディー・サーデギー", "fa", "G", "2512",
     "it.lang.python:4 it.data.analysis:4 it.ops.container:2 it.ops.linux:3",
     "fa:native en:cert=C1 ja:N4=130", "13", "open", "industry talk",
     capped_student("2029-03-31"), {"study": study("DOCTOR", 1, "2029-03")}),
    ("c19", "زرغونه ستانکزی", "Zarghuna Stanekzai", "ザルグーナ・スタネクザイ", "ps prs", "P", "2635 5322",
     "care.elder.basic:2 soft.cust.service:3 care.health.firstaid:2",
     "ps:native prs:self=C1 ja:N3=118", "39 38", "full", "talk follow",
     unrestricted("2030-01-31"), {"needs": "BRING_OWN_FOOD?"}),
    ("c20", "ခင်မြတ်နိုး", "Khin Myat Noe", "キン・ミャッ・ノー", "my ja", "P", "5322 5321",
     "care.elder.basic:3 care.elder.practitioner:2 soft.comm.horenso:3 soft.cust.service:3",
     "my:native ja:N2=127 en:self=A2", "39 37 38", "open", "talk es",
     unrestricted("2031-02-28"), {}),
    ("c21", "အောင်ကျော်ဇင်", "Aung Kyaw Zin", "アウン・チョー・ズィン", "my", "E H", "8212 4321",
     "mfg.asm.line:3 mfg.asm.electronics:2 mfg.qc.inspect:2 log.wh.forklift:2",
     "my:native ja:N3=112", "14 13 23", "nights", "search manners",
     designated("2027-05-10"), {}),
    ("c22", "သန္တာဝင်း", "Thandar Win", "タンダー・ウィン", "my en", "75 N", "4224 5131",
     "hosp.hotel.front:2 soft.cust.service:3 lang.biz.keigo:2 hosp.tour.guide:2",
     "my:native ja:N2=104 en:cert=B2", "47 13", "shifts", "talk manners",
     unrestricted("2029-06-30"), {}),
    ("c23", "ဇော်မင်းထွန်း", "Zaw Min Htun", "ゾー・ミン・トゥン", "my", "A", "6111 6121",
     "agri.farm.crop:3 agri.farm.livestock:2 log.drv.car:1", "my:native ja:N4=101", "45 46",
     "early", "self search", unrestricted(), {}),
    ("c24", "နန်းမွန်ဟွမ်", "Nang Mon Hom", "ナン・モン・ホム", "my", "M I", "5120 5223",
     "-food.cook.prep:2 retail.store.cash:1", "my:self=C1 ja:N4", "13 14", "evenings", "self",
     unrestricted("2030-10-31"), {}),
    ("c25", "စိုးမိုးထက်", "Soe Moe Htet", "ソー・モー・テッ", "my en", "G J", "2511 2411",
     "it.data.sql:2 it.data.bi:2 office.pc.excel:3 fin.acc.bookkeeping:1",
     "my:native en:cert=B2 ja:N2=92", "13 11", "term", "es talk industry",
     capped_student("2028-03-31"), {"study": study("BACHELOR", 3, "2028-03")}),
    ("c26", "Mohammed Rafique", "Mohammed Rafique", "モハマド・ラフィーク", "rhg my", "I", "5223 9334",
     "retail.store.display:2 retail.store.cash:2", "rhg:native my:self=B2 ja:N3=97", "10 11",
     "open", "search", unrestricted("2029-11-30"), {"needs": "MEAL_HALAL? REST_15_MIDDAY!"}),
    ("c27", "Nur Ayesha", "Nur Ayesha", "ヌール・アイーシャ", "rhg", "", "", "-", "rhg:native ja:self=A2",
     "10 11", "childcare", "self", NOT_SEEN, {"needs": "ADVISOR_WOMAN!"}),
    ("c28", "ሰላም ተስፋዬ", "Selam Tesfaye", "セラム・テスファイエ", "am en", "J G", "2411 3313",
     "fin.acc.bookkeeping:2 office.pc.excel:3 soft.comm.presentation:2",
     "am:native en:cert=C1 ja:N3=125", "13 14", "term2", "self es talk",
     capped_student("2028-03-31"), {"study": study("BACHELOR", 3, "2028-03")}),
    ("c29", "ዳዊት ገብረመድህን", "Dawit Gebremedhin", "ダウィット・ゲブレメドヒン", "ti en", "H", "8322 4323",
     "log.drv.car:3 log.plan.dispatch:2 log.wh.forklift:1", "ti:native am:self=B2 en:self=B1 ja:N4=94",
     "14 13 12", "full", "search manners", designated("2027-01-20"), {}),
    ("c30", "ሚካኤል ሃይለ", "Mikael Haile", "ミカエル・ハイレ", "ti", "D E", "7115 7212",
     "con.site.carpentry:3 mfg.weld.arc:2", "ti:native ja:N5 en:self=A2", "23", "full", "search",
     NO_PAID_WORK, {}),
    ("c31", "ሄለን በርሀ", "Helen Berhe", "ヘレン・ベルヘ", "ti en", "M P", "5131 5311",
     "food.serv.floor:2 soft.cust.service:2 food.hyg.haccp:3 food.cook.prep:2",
     "ti:native en:self=B2 ja:N4=116", "13 11 14", "open", "talk manners", unrestricted(), {}),
    ("c32", "አበበ ወልዴ", "Abebe Wolde", "アベベ・ウォルデ", "am", "A I", "6111 5223",
     "-agri.farm.crop:3", "am:native en:self=B1", "45 43", "early", "self",
     per_employer(), {}),
    ("c33", "ራሄል ተክለ", "Rahel Tekle", "ラヘル・テクレ", "ti ja", "75 76", "9112 5120",
     "hosp.hotel.housekeeping:3 food.cook.prep:1", "ti:native ja:N4=105", "47", "childcare-sat",
     "manners follow", capped_family("2028-01-31", (("TUESDAY", 240), ("THURSDAY", 240))),
     {"needs": "STEP_FREE?"}),
    ("c34", "Олена Коваленко", "Olena Kovalenko", "オレーナ・コヴァレンコ", "uk en", "P O", "2342 2359",
     "care.child.nursery:3 edu.teach.tutoring:4 lang.teach.tutor:3",
     "uk:native ru:self=C1 en:cert=B2 ja:N3=133", "39 13", "full", "self talk",
     unrestricted("2027-03-31"), {"household": "h-birch"}),
    ("c35", "Андрій Мельник", "Andrii Melnyk", "アンドリー・メリニク", "uk en", "39", "2512 2522",
     "it.lang.typescript:3 it.web.backend:3 it.ops.cloud:3 it.ops.linux:3 it.ops.container:3",
     "uk:native en:cert=C1 ja:self=A2", "13 11", "open", "industry search",
     unrestricted("2027-04-15"), {"household": "h-birch"}),
    ("c36", "Ірина Шевчук", "Iryna Shevchuk", "イリーナ・シェフチュク", "uk", "R L", "3344 4110",
     "office.pc.typing:3 office.admin.filing:3 office.pc.word:3", "uk:native en:self=B1 ja:N3=140",
     "13 14", "childcare", "es manners", unrestricted("2027-03-10"),
     {"needs": "END_BY_TIME=16:00!"}),
    ("c37", "Дмитро Бондар", "Dmytro Bondar", "ドミトロー・ボンダル", "uk en", "F E", "2151 7412",
     "it.data.analysis:2 mfg.mach.maint:3 mfg.cad.2d:2", "uk:native en:cert=B2 ja:N4", "01 02",
     "term", "industry es", capped_student("2028-09-30"),
     {"study": study("MASTER", 1, "2028-09")}),
    ("c38", "Софія Лисенко", "Sofiia Lysenko", "ソフィーヤ・リセンコ", "uk ja", "G N", "2166 2654",
     "des.vis.graphic:2 des.media.photo:3 des.media.video:3 office.mkt.sns:2",
     "uk:native en:self=B2 ja:N2=115", "40 13", "term2", "self es", capped_student("2028-03-31"),
     {"study": study("VOCATIONAL_SCHOOL", 2, "2028-03")}),
    ("c39", "Марія Ткачук", "Mariia Tkachuk", "マリーヤ・トカチュク", "uk en", "L", "2643",
     "lang.work.translation:3 lang.work.localization:2 lang.biz.email:2 des.media.writing:2",
     "uk:native en:cert=C2 ja:N2=133", "27", "open", "es talk", unrestricted("2027-08-31"),
     {"accepts_remote": True}),
    ("c40", "Тарас Гнатюк", "Taras Hnatiuk", "タラス・フナチューク", "uk", "D", "3123 7115",
     "con.mgmt.site:2 con.site.carpentry:3 log.drv.car:2", "uk:native ja:N4=99", "27 26", "full",
     "search talk", unrestricted("2027-05-31"), {}),
    ("c41", "Grâce Mbuyi-Kalala", "", "グレース・ムブイ＝カララ", "fr ln", "P L", "2635 2643",
     "care.social.casework:2 lang.work.community:2 soft.lead.facilitation:2",
     "fr:native ln:native en:self=B2 ja:N2=109", "40 13", "open", "es talk follow",
     unrestricted("2030-06-30"), {}),
    ("c42", "Jean-Claude Ilunga", "", "ジャン＝クロード・イルンガ", "fr sw", "E R", "8212 7233",
     "mfg.asm.line:3 mfg.mach.maint:2 mfg.qc.kaizen:2", "fr:native sw:self=C1 ja:N4=103", "23 24",
     "full", "search manners", designated("2027-03-05", "2026-11-18"), {}),
    ("c43", "Espérance Mukendi", "", "エスペランス・ムケンディ", "fr", "M", "5120 7512",
     "food.cook.baking:3 food.cook.world:2 food.hyg.basic:2", "fr:native ja:N4=118", "13",
     "early", "self manners", unrestricted("2029-04-30"), {}),
    ("c44", "Aimé Nzuzi", "", "エメ・ヌズィ", "fr en", "G", "2522 3512",
     "it.support.helpdesk:3 it.support.pcsetup:3 it.ops.network:2 office.sales.support:2",
     "fr:native en:cert=B2 ja:N3=110", "13 12", "evenings", "talk skill",
     unrestricted("2028-02-29"), {}),
    ("c45", "Désiré Bakala", "", "デジレ・バカラ", "fr", "I H", "5223 8322",
     "-", "fr:native en:self=A2 ja:N5", "12", "weekend", "self search", ONLY_TOLD, {}),
    ("c46", "Chantal Uwase", "", "シャンタル・ウワセ", "fr en sw", "O P", "2359 5311",
     "edu.teach.tutoring:3 care.child.assist:3 lang.teach.tutor:2",
     "fr:self=C1 sw:self=B2 en:cert=B2 ja:N3=106", "13 14", "morning-school", "self talk",
     capped_family("2027-12-31"), {}),
    ("c47", "Nguyễn Thị Ngọc Ánh", "Nguyen Thi Ngoc Anh", "グエン・ティ・ゴック・アイン", "vi ja", "J I", "3313 4110",
     "fin.acc.bookkeeping:2 office.pc.excel:3 office.trade.docs:2",
     "vi:native ja:N1=148 en:self=B1", "13 14 11", "full", "es talk", unrestricted(), {}),
    ("c48", "Trần Quốc Bảo", "Tran Quoc Bao", "チャン・クオック・バオ", "vi", "E", "7223 2152",
     "mfg.mach.cnc:3 mfg.cad.2d:3 mfg.cad.3d:2 mfg.qc.inspect:2", "vi:native ja:N3=129", "23 26",
     "term", "industry es", capped_student("2028-03-31"),
     {"study": study("VOCATIONAL_SCHOOL", 1, "2028-03")}),
    ("c49", "Phạm Thuỳ Dương", "Pham Thuy Duong", "ファム・トゥイ・ズオン", "vi en", "75 76 N", "4224 5131",
     "hosp.hotel.front:1 soft.cust.service:2 food.serv.barista:2 lang.biz.phone:2",
     "vi:native ja:N3=104 en:self=B1", "47 46", "afternoon-school", "talk manners",
     capped_student("2027-04-10", (("SUNDAY", 360),)),
     {"study": study("LANGUAGE_SCHOOL", 2, "2027-03")}),
    ("c50", "عائشہ ملک", "Ayesha Malik", "アーイシャ・マリク", "ur en", "O G", "2359 2511",
     "edu.teach.stem:4 edu.teach.tutoring:3 it.lang.python:2", "ur:native en:cert=C1 ja:N2=98",
     "13 11", "afternoon-school", "talk industry", unrestricted("2030-09-30"),
     {"needs": "REST_15_MIDDAY! ADVISOR_WOMAN?"}),
    ("c51", "بلال احمد", "Bilal Ahmad", "ビラール・アフマド", "ur ja", "I G", "3323 2431",
     "office.mkt.research:2 office.trade.docs:2 retail.store.inventory:2 office.mkt.ec:2",
     "ur:native en:self=B2 ja:N2=121", "11 13", "full", "es industry", unrestricted("2029-02-28"),
     {"needs": "MEAL_HALAL!"}),
    ("c52", "ثناء فاروق", "Sana Farooq", "サナー・ファールーク", "ur en", "P", "2221 5321",
     "care.health.nursing:2 care.health.firstaid:4 care.health.aide:3",
     "ur:native en:cert=C1 ja:N3=122", "13", "nights", "talk skill", unrestricted(), {}),
    ("c53", "Rojîn Demir", "Rojin Demir", "ロジン・デミル", "ku ja", "76 N", "5131 5141",
     "food.serv.floor:3 soft.cust.service:3 food.serv.barista:3 retail.store.cash:2",
     "ku:native tr:self=B2 ja:self=B1", "11 13", "open", "self search", NO_PAID_WORK, {}),
    ("c54", "Azad Çelik", "Azad Celik", "アザド・チェリク", "ku tr", "D", "7115 7131",
     "con.site.paint:3 con.site.carpentry:2 log.drv.car:2", "ku:native tr:self=C1 ja:self=B2",
     "11 13 10", "early", "search manners", per_employer(), {}),
    ("c55", "دلۆڤان ئەحمەد", "Dilovan Ahmed", "ディロヴァン・アフメド", "ku-Arab ar", "G", "2513",
     "-it.web.html:2 it.lang.javascript:2", "ku-Arab:native ar:self=B2 ja:N4=95 en:self=B1", "13",
     "term", "self skill", capped_student("2028-03-31"),
     {"study": study("VOCATIONAL_SCHOOL", 1, "2028-03")}),
    ("c56", "Berîvan Kaya", "Berivan Kaya", "ベリーヴァン・カヤ", "ku ja", "O P", "5311 2359",
     "care.child.assist:1 soft.comm.intercultural:2", "ku:native ja:native", "11 13", "term2",
     "self industry", minor("2025-04-01", "2027-07-21", unrestricted("2027-12-31")),
     {"study": study("HIGH_SCHOOL", 2, "2028-03")}),
    ("c57", "Hodan Warsame", "Hodan Warsame", "ホダン・ワルサメ", "so en", "P G", "3344 4110",
     "office.pc.typing:2 office.admin.general:2 office.pc.cloudsuite:2",
     "so:native en:cert=B2 ja:N4=109", "13 14", "childcare", "self es",
     designated("2027-07-31"), {"needs": "REST_15_MIDDAY! MEAL_HALAL?"}),
    ("c58", "Cabdi Nuur", "Abdi Nur", "アブディ・ヌール", "so ar", "H", "4321 8344",
     "log.wh.picking:2 log.wh.forklift:2", "so:native ar:self=B2 ja:N4=91", "14", "full", "search",
     designated("2026-12-20"), {}),
    ("c59", "सुनिता तामाङ", "Sunita Tamang", "スニタ・タマン", "ne ja", "75 M", "9112 5120",
     "hosp.hotel.housekeeping:2 food.cook.world:2 food.cook.prep:2", "ne:native ja:N3=100", "47 13",
     "full", "manners follow", capped_family("2027-09-15"), {}),
    ("c60", "கவிதா சிவராஜா", "Kavitha Sivarajah", "カヴィタ・シヴァラジャ", "ta en", "J L", "2411 2421",
     "fin.acc.bookkeeping:3 fin.ana.credit:2 fin.ana.modeling:3 office.pc.excel:4",
     "ta:native en:cert=C2 ja:N2=111", "13 11 14", "evenings", "es talk industry",
     unrestricted("2031-01-31"), {"needs": "MEAL_VEGETARIAN?"}),
    ("c61", "Elif Yıldırım", "Elif Yildirim", "エリフ・ユルドゥルム", "tr en", "G", "2166 2513",
     "des.vis.ui:3 des.vis.graphic:3 it.web.html:2 it.web.react:1",
     "tr:native en:cert=C1 ja:N3=131", "13 14", "open", "es industry",
     field_limited("2029-03-31", "2166", "2513", "G"), {}),
    ("c62", "Анна Воронцова", "Anna Vorontsova", "アンナ・ヴォロンツォワ", "ru en", "R L", "2431 4224",
     "office.mkt.sns:3 office.mkt.research:2 des.media.writing:3 office.mkt.ec:2",
     "ru:native en:cert=C1 ja:N2=137", "45 13", "open", "talk industry",
     unrestricted("2028-07-31"), {}),
    ("c63", "森 アミナ", "Mori Amina", "モリ アミナ", "ja", "P S", "2635 4110",
     "care.social.casework:1 office.pc.word:3 soft.comm.presentation:3 soft.lead.facilitation:2",
     "ja:native en:self=B1", "40 41", "term", "self es talk", unrestricted(),
     {"study": study("BACHELOR", 2, "2029-03"), "household": "h-olive"}),
    ("c64", "María Fernanda Rojas", "", "マリア・フェルナンダ・ロハス", "es en", "76 I", "5120 5223",
     "food.cook.world:3 food.cook.prep:3 food.hyg.basic:2 food.serv.floor:2",
     "es:native en:self=B1 ja:N4=107", "13 14", "cafe-hours", "self talk",
     unrestricted("2029-10-31"), {"needs": "STEP_FREE! REST_15_MIDDAY! MEAL_HALAL?"}),
    ("c65", "José Luis Quintero", "", "ホセ・ルイス・キンテロ", "es", "N G", "2431 2654",
     "des.media.video:3 des.media.photo:3 office.mkt.sns:2 hosp.tour.guide:1",
     "es:native pt:self=B1 ja:N3=98", "45 13", "full", "industry search", unrestricted(), {}),
    ("c66", "João Tchipenda", "", "ジョアン・チペンダ", "pt fr", "F D", "7411 2151",
     "-con.site.electric:1", "pt:native fr:self=B1 ja:N5", "01", "full", "self search", NOT_SEEN, {}),
]

# What a coordinator has done with each case so far. Everybody else was planned for.
STAGES = {
    "c08": "ACCOMPANYING", "c11": "ACCOMPANYING", "c12": "APPLYING", "c13": "ACCOMPANYING",
    "c20": "APPLYING", "c22": "ACCOMPANYING", "c35": "ACCOMPANYING", "c47": "APPLYING",
    "c60": "ACCOMPANYING", "c61": "ACCOMPANYING", "c27": "RECEIVED", "c45": "RECEIVED",
    "c66": "RECEIVED", "c15": "FIRST_INTERVIEW", "c24": "FIRST_INTERVIEW", "c32": "FIRST_INTERVIEW",
}
# Away for now; nothing is matched.
PAUSED = {"c40"}
# Have not agreed that employers see a card without a name.
NO_EMPLOYER_CONSENT = {"c15", "c27", "c30", "c45", "c53", "c56", "c66"}


def known_language(text):
    tag, evidence = text.split(":", 1)
    out = {"language": tag}
    for part in evidence.split("+"):
        if part == "native":
            out["native"] = True
        elif part[0] == "N":
            level, _, score = part.partition("=")
            out["jlpt_level"] = level
            if score:
                out["jlpt_score"] = int(score)
        else:
            kind, value = part.split("=")
            if kind == "bjt":
                out["bjt_score"] = int(value)
            else:
                out["cefr_certificate" if kind == "cert" else "self_assessed"] = value
    return out


def need(text):
    kind, _, end_by = text[:-1].partition("=")
    out = {"kind": kind, "importance": "MUST" if text[-1] == "!" else "PREFER"}
    if end_by:
        out["end_by"] = clock(end_by)
    return out


def person_name(full, latin, kana):
    out = {"full_name": full}
    if latin:
        out["latin_name"] = latin
    if kana:
        out["kana_name"] = kana
        out["chosen_form"] = "KANA"
    elif latin:
        out["chosen_form"] = "LATIN"
    return out


def candidates():
    for index, (key, full, latin, kana, contact_languages, industries, occupations, skills,
                languages, places, pattern, topics, authorisation, further) in enumerate(CANDIDATES):
        assessed = not skills.startswith("-")
        held = [s.split(":") for s in skills.lstrip("-").split()]
        home, *accepted = places.split()
        row = {"person_name": person_name(full, latin, kana),
               "contacts": [{"channel": "EMAIL", "address": f"{key}@candidate.example.org"}]}
        if index % 3 == 0:
            row["contacts"][0].update(start=clock("9:00"), end=clock("20:00"))
        row["contact_languages"] = contact_languages.split()
        if industries:
            row["industry_wishes"] = industries.split()
        if occupations:
            row["occupation_wishes"] = occupations.split()
        if held:
            row["skills"] = [{"skill": code, "level": int(level)} for code, level in held]
        if assessed:
            row["skills_assessed"] = True
        row["languages"] = [known_language(t) for t in languages.split()]
        row["home_prefecture"] = home
        if accepted:
            row["accepted_prefectures"] = accepted
        row["availability"] = PATTERNS[pattern]
        row["topics"] = [T[t] for t in topics.split()]
        row["work_authorisation"] = authorisation
        for field, value in further.items():
            row[field] = [need(n) for n in value.split()] if field == "needs" else value
        granted = datetime.datetime(2026, 10, 3, 14) + datetime.timedelta(days=index * 5 % 48)
        terms = {"method": "WRITTEN", "text_version": "2026-10"}
        if "adult_labour_date" in authorisation:  # under 18
            terms["guardian_method"] = "WRITTEN"
        row["consents"] = [{"scope": scope, "grant_time": instant(granted.isoformat()),
                            "terms": terms}
                           for scope in ("SERVICE", "ADVISOR_NOTES", "EMPLOYER_BLINDED")
                           if scope != "EMPLOYER_BLINDED" or key not in NO_EMPLOYER_CONSENT]
        yield {"key": key, "candidate": row}


# ---------------------------------------------------------------------------------------------
# Advisors: key, name, Latin, kana, industries, occupations, topics, languages, windows, zone,
# candidates at once, candidates now, further fields

ADVISORS = [
    ("a01", "佐伯 遥", "Saeki Haruka", "サエキ ハルカ", "391", "2512", "es talk", "ja:native en:cert=B2",
     "Tue,Thu 19:00-22:00;Sat 9:00-12:00", "", 3, 1, {"declared_gender": "WOMAN"}),
    ("a02", "水野 健吾", "Mizuno Kengo", "ミズノ ケンゴ", "62", "2412", "self talk es", "ja:native",
     "Sun 19:00-22:00", "", 3, 2, {"declared_gender": "MAN"}),
    ("a03", "大川 みどり", "Okawa Midori", "オオカワ ミドリ", "83", "2221", "talk skill follow",
     "ja:native en:self=B1", "Mon,Wed 19:00-21:00;Sun 10:00-12:00", "", 2, 0,
     {"declared_gender": "WOMAN", "safeguarding_training_date": day("2026-06-20")}),
    ("a04", "谷口 隼人", "Taniguchi Hayato", "タニグチ ハヤト", "39", "2511 2522", "talk skill industry",
     "ja:native en:cert=C1", "Wed 18:30-20:30;Sat 13:00-17:00", "", 2, 0, {}),
    ("a05", "Emily Tanaka-Ross", "", "エミリー・タナカ＝ロス", "72", "2421", "self es search",
     "en:native ja:self=B2", "Fri 18:00-20:00;Sat 16:00-19:00", "America/Los_Angeles", 3, 1,
     {"declared_gender": "WOMAN"}),
    ("a06", "藤堂 沙織", "Todo Saori", "トウドウ サオリ", "72 62", "2411", "es talk industry",
     "ja:native en:cert=B2", "Sat,Sun 10:00-13:00;Wed 19:30-21:30", "", 4, 2,
     {"declared_gender": "WOMAN"}),
    ("a07", "片桐 悠", "Katagiri Yu", "カタギリ ユウ", "40", "2513 2166", "es skill",
     "ja:native en:self=B2", "Mon,Thu 20:00-22:00;Sat 10:00-12:00", "", 2, 1, {}),
    ("a08", "نادر القاضي", "Nader Alqadi", "ナーデル・アルカーディー", "391", "2512", "self talk search",
     "ar:native en:cert=C1 ja:N1=152", "Fri 19:00-22:00;Sun 14:00-18:00", "", 3, 1,
     {"declared_gender": "MAN"}),
    ("a09", "林 美和", "Hayashi Miwa", "ハヤシ ミワ", "75", "4224 1411", "talk manners follow",
     "ja:native en:cert=B2 zh-Hans:self=B1", "Mon,Tue 18:00-21:00;Sat 15:00-18:00", "", 3, 0,
     {"declared_gender": "WOMAN"}),
    ("a10", "黒田 信一", "Kuroda Shinichi", "クロダ シンイチ", "26 E", "2144 7223", "industry es",
     "ja:native", "Sat,Sun 9:00-12:00", "", 2, 1, {"declared_gender": "MAN"}),
    ("a11", "岡部 千尋", "Okabe Chihiro", "オカベ チヒロ", "85", "2635", "self follow search",
     "ja:native en:self=B2 fr:self=B1", "Wed 19:00-21:00;Sun 13:00-18:00", "", 4, 3,
     {"declared_gender": "WOMAN", "safeguarding_training_date": day("2026-06-20"),
      "sign_language": "YES"}),
    ("a12", "Lucas Fournier", "", "リュカ・フルニエ", "40 74", "2512", "skill talk",
     "fr:native en:cert=C1 ja:N2=126", "Sat 9:00-12:00;Sun 10:00-12:00", "Europe/Paris", 2, 0, {}),
    ("a13", "宮地 亜希", "Miyaji Aki", "ミヤジ アキ", "854", "5322 1343", "talk manners follow",
     "ja:native", "Tue,Fri 19:30-21:30;Sat 10:00-15:00", "", 3, 1,
     {"declared_gender": "WOMAN", "safeguarding_training_date": day("2026-09-12")}),
    ("a14", "吉永 大輔", "Yoshinaga Daisuke", "ヨシナガ ダイスケ", "44 H", "4323 1324", "search industry",
     "ja:native en:self=A2", "Mon-Fri 20:00-22:00", "", 2, 2, {}),
    ("a15", "Priya Raman", "", "プリヤ・ラマン", "62 J", "2413 2412", "es talk industry",
     "en:native ta:native ja:N3=110", "Sat 8:00-11:00;Tue 7:00-8:30", "Europe/London", 3, 1,
     {"declared_gender": "WOMAN"}),
    ("a16", "相沢 樹", "Aizawa Itsuki", "アイザワ イツキ", "81 82", "2330 2359", "self talk es",
     "ja:native en:cert=C1", "Thu 18:30-21:00;Sun 9:00-12:00", "", 3, 0,
     {"safeguarding_training_date": day("2026-09-12")}),
    ("a17", "村瀬 梢", "Murase Kozue", "ムラセ コズエ", "76", "3434 5120", "self manners talk",
     "ja:native en:self=B1 es:self=B2", "Sun 19:00-22:00;Wed 18:00-20:00", "", 3, 1,
     {"declared_gender": "WOMAN"}),
    ("a18", "Oksana Hrytsenko", "", "オクサーナ・フリツェンコ", "72", "2643 2431", "es search self",
     "uk:native ru:native en:cert=C1 ja:N1=139", "Tue,Thu 20:00-22:00;Sat 18:00-21:00", "", 3, 2,
     {"declared_gender": "WOMAN"}),
    ("a19", "塚本 隆", "Tsukamoto Takashi", "ツカモト タカシ", "06 D", "2142 3123", "search talk industry",
     "ja:native", "Sat 13:00-18:00", "", 2, 0, {"declared_gender": "MAN"}),
    ("a20", "日高 奈央", "Hidaka Nao", "ヒダカ ナオ", "01 58", "6111 2431", "search self industry",
     "ja:native en:self=B1", "Sun 19:00-21:30;Thu 20:00-22:00", "", 2, 1,
     {"declared_gender": "WOMAN"}),
    ("a21", "瀬川 真", "Segawa Makoto", "セガワ マコト", "33", "2151", "industry es skill",
     "ja:native en:cert=B2", "Sat,Sun 16:00-19:00", "", 2, 0, {}),
    ("a22", "မေသဇင်အေး", "May Thazin Aye", "メー・タジン・エー", "83 854", "5321 3221", "self talk follow",
     "my:native en:self=B2 ja:N1=144", "Mon,Wed 19:00-21:30;Sun 10:00-16:00", "", 3, 2,
     {"declared_gender": "WOMAN"}),
    ("a23", "رویا مهرابی", "Roya Mehrabi", "ロヤー・メフラービー", "40 391", "2513 2512", "self skill es",
     "fa:native prs:self=C1 en:cert=C1 ja:N2=135", "Sat 10:00-16:00;Tue 20:00-22:00", "", 3, 1,
     {"declared_gender": "WOMAN"}),
    ("a24", "桐島 慎", "Kirishima Shin", "キリシマ シン", "15 41", "2166", "es industry",
     "ja:native en:self=B1", "Wed,Fri 19:00-21:00", "", 1, 0, {}),
    ("a25", "Sarah Whitlock", "", "サラ・ウィットロック", "82 72", "2353 2421", "self talk manners",
     "en:native ja:self=B1", "Sat 10:00-13:00;Thu 19:00-21:00", "Australia/Sydney", 2, 1,
     {"declared_gender": "WOMAN"}),
    ("a26", "浜口 恵介", "Hamaguchi Keisuke", "ハマグチ ケイスケ", "63 67", "2413 3312", "es talk",
     "ja:native", "Sat 9:00-11:30", "", 0, 0, {"declared_gender": "MAN"}),
    ("a27", "石渡 文", "Ishiwata Aya", "イシワタ アヤ", "91 88", "2423 4416", "search es talk manners",
     "ja:native en:cert=B2 vi:self=A2", "Mon-Thu 19:00-21:00", "", 4, 1,
     {"declared_gender": "WOMAN"}),
]
# How far each advisor has come. Everybody else is ACTIVE.
ADVISOR_STATES = {"a21": "ON_LEAVE", "a25": "TRAINED"}


def advisors():
    for (key, full, latin, kana, industries, occupations, topics, languages, windows, zone, most,
         now, further) in ADVISORS:
        row = {"person_name": person_name(full, latin, kana),
               "contacts": [{"channel": "EMAIL", "address": f"{key}@advisor.example.org",
                             "programme_may_be_named": True}],
               "industries": industries.split(), "occupations": occupations.split(),
               "topics": [T[t] for t in topics.split()],
               "languages": [known_language(t) for t in languages.split()],
               "availability": {"weekly": weekly(windows, zone)}}
        if most:
            row["max_active_candidates"] = most
        if now:
            row["active_candidates"] = now
        row.update(further)
        yield {"key": key, "advisor": row}


# ---------------------------------------------------------------------------------------------
# Steps that a coordinator takes after the import, one a line: collection, key, steps.

CASE_PATH = ["RECEIVED", "FIRST_INTERVIEW", "PLANNED", "ACCOMPANYING", "APPLYING"]


def steps():
    for key, *_ in EMPLOYERS:
        if key not in UNVERIFIED_EMPLOYERS:
            yield "employers", key, ["verify"]
    for key, employer, *_ in INTERNSHIPS:
        path = ["submit", "verify"]
        if employer not in UNVERIFIED_EMPLOYERS:
            path.append("publish")
        yield "internships", key, path
    for key, *_ in ADVISORS:
        path = ["screen", "train"]
        state = ADVISOR_STATES.get(key, "ACTIVE")
        if state != "TRAINED":
            path.append("activate")
        if state == "ON_LEAVE":
            path.append("pause")
        yield "advisors", key, path
    for key, *_ in CANDIDATES:
        last = CASE_PATH.index(STAGES.get(key, "PLANNED"))
        path = [f"advance:{stage}" for stage in CASE_PATH[:last + 1]]
        if key in PAUSED:
            path.append("pause")
        yield "candidates", key, path


def documents():
    """File names and their text."""
    for name, rows in (("employers", employers()), ("internships", internships()),
                       ("candidates", candidates()), ("advisors", advisors())):
        yield f"{name}.ndjson", "".join(
            json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    yield "steps.tsv", "".join(
        f"{collection}\t{key}\t{' '.join(path)}\n" for collection, key, path in steps())


def main():
    stale = []
    for name, text in documents():
        path = HERE / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit(f"not what make_demo.py writes: {', '.join(stale)}")


if __name__ == "__main__":
    main()
