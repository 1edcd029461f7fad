"""The rooms beside the story: what each shows, to whom, and where."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.demo.hotline import SLUG

OWNER, OPERATIONS = f"owner.{SLUG}", "ops"


@dataclass(frozen=True)
class Room:
    """A picture of a page. follow: the first link like this is followed from there."""

    name: str
    path: str
    title: str
    follow: str = ""


PORTAL = (
    Room(
        "plan",
        "/seats",
        "Renting: every line of the price · 租用与价格明细",
        ".plan-card .btn-primary",
    ),
    Room("standby", "/standby", "Standby that is reserved · 预备席"),
    Room("standby-new", "/standby/new", "Asking for standby · 申请预备席"),
    Room("reservation", "/standby", "A promise and what it rests on · 承诺与依据", "tbody a"),
    Room("adviser", "/adviser", "How many seats, how much reserve · 配置顾问"),
    Room("arrivals", "/arrivals", "Arrivals and their forecast · 来量与预测", "tbody a"),
    Room("activations", "/activations", "Calling in and drills · 启用与演练"),
    Room("briefing", "/briefing", "What whoever is called in reads first · 上岗须知"),
    Room("wallboards", "/wallboards", "Wallboards by link · 大屏链接"),
    Room("timelines", "/timelines", "Everybody's day on one line · 坐席时间线"),
    Room("bulletins", "/bulletins", "Bulletins · 公告"),
    Room("coaching", "/coaching", "Language coach · 语言提示"),
    Room("queues", "/queues", "Queues · 队列"),
    Room("queue", "/queues", "A queue's rules · 队列规则", "tbody a"),
    Room("vips", "/vips", "VIP customers · VIP 客户"),
    Room("replies", "/queue", "Canned replies and endings · 快捷回复与结束原因"),
    Room("closing", "/closing", "How contacts end · 结束规则"),
    Room("inquiries", "/inquiries", "What was asked, and why you · 询问与匹配原因"),
    Room("mentions", "/mentions", "Notes that name me · 提到我的备注"),
    Room("charges", "/charges", "Charges, from the rows that are metered · 费用"),
    Room("team", "/team", "Team and access · 团队与权限"),
    Room("audit", "/audit", "Audit · 审计"),
    Room("settings", "/settings", "Settings · 设置"),
)
OPS = (
    Room("ops-live", "/live", "Live wall over all clients · 全局实时监控"),
    Room("ops-clients", "/clients", "Clients · 企业"),
    Room("ops-lease", "/leases", "Staffing a lease, with suggestions · 排席建议", "tbody a"),
    Room("ops-plans", "/plans", "Plans and prices · 产品与价格"),
    Room("ops-standby", "/standby", "The honourability meter · 履约保障"),
    Room("ops-pots", "/standby/pots", "Shared reserves · 共享预备池"),
    Room("ops-activations", "/activations", "Activations · 启用"),
    Room("ops-loans", "/loans", "Lent standby · 预备借调"),
    Room("ops-sites", "/sites", "Sites by hazard zone · 职场与灾害分区"),
    Room("ops-losses", "/site-losses", "Lost sites, and who is covered · 失效职场"),
    Room("ops-agents", "/agents", "Agents · 坐席员"),
    Room("ops-shifts", "/shifts", "Shifts · 班次"),
    Room("ops-academy", "/academy", "Academy: one course away · 培训学院"),
    Room("ops-pool", "/talent-pool", "Talent pool · 人才池"),
    Room("ops-timelines", "/timelines", "Timelines over all clients · 时间线"),
    Room("ops-bulletins", "/bulletins", "Bulletins to all agents · 公告"),
    Room("ops-reasons", "/state-reasons", "Why agents leave the queue · 状态原因"),
    Room("ops-coaching", "/coaching", "Language coach for all · 语言提示"),
    Room("ops-abuse", "/inquiries/words", "Blocked words and people · 滥用防护"),
    Room("ops-mail", "/mail", "Mail · 邮件"),
    Room("ops-staff", "/staff", "Staff · 员工"),
    Room("ops-inquiries", "/inquiries", "Inquiries · 询问"),
    Room("ops-jobs", "/jobs", "Jobs and dead letters · 任务"),
    Room("ops-audit", "/audit", "Audit · 审计"),
)
# Taken on the way of a drill.
DRILL = (
    Room("board", "/activations", "Who was called, who comes, who is seated · 启用进度"),
    Room("certificate", "/activations", "What a drill proved · 演练证书"),
)
ROOMS = (*PORTAL, *DRILL, *OPS)
BEGIN, END = "<!-- rooms -->", "<!-- /rooms -->"


def table() -> str:
    """The pictures of all rooms, as a table of the documentation."""
    rows = [f"| {room.title} | {_picture(room, 'en')} | {_picture(room, 'zh')} |" for room in ROOMS]
    return "\n".join(["| room | English | 中文 |", "| --- | --- | --- |", *rows])


def with_table(page: str) -> str:
    """The page of pictures, with the rooms as they are now between its marks."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _picture(room: Room, locale: str) -> str:
    return f"![{room.title.split(' · ')[locale == 'zh']}](screenshots/{locale}/{room.name}.png)"
