"""Windows: what a table of questions and of traps gives, asked on Wednesday, 18 Nov 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.parsed import ParsedQuestion
from rag.types import Window

TODAY = date(2026, 11, 18)  # a Wednesday

# question | first day | last day; "-" where the window is open
WINDOWS = """
What happened today? | 2026-11-18 | 2026-11-18
What did the mayor say this morning? | 2026-11-18 | 2026-11-18
Who resigned yesterday? | 2026-11-17 | 2026-11-17
What was decided the day before yesterday? | 2026-11-16 | 2026-11-16
Who won last night? | 2026-11-17 | 2026-11-18
What did AT&T shut down this week? | 2026-11-11 | 2026-11-18
Who died last week? | 2026-11-09 | 2026-11-15
What changed in the past week? | 2026-11-11 | 2026-11-18
What closed this past week? | 2026-11-11 | 2026-11-18
Who spoke at the weekend? | 2026-11-14 | 2026-11-15
What burned last weekend? | 2026-11-14 | 2026-11-15
What opened this weekend? | 2026-11-14 | 2026-11-18
What did the council decide on Monday? | 2026-11-16 | 2026-11-16
What did the council decide on Wednesday? | 2026-11-18 | 2026-11-18
What did the council decide last Wednesday? | 2026-11-11 | 2026-11-11
What did the council decide last Friday? | 2026-11-13 | 2026-11-13
Who was rescued early Thursday after the flood? | 2026-11-12 | 2026-11-12
Why was everyone on the street this past Tuesday? | 2026-11-17 | 2026-11-17
What has the mayor announced since Monday? | 2026-11-16 | 2026-11-18
What happened from Friday to Sunday? | 2026-11-13 | 2026-11-15
What happened from Friday to Monday? | 2026-11-13 | 2026-11-16
What was announced this month? | 2026-11-01 | 2026-11-18
What was announced last month? | 2026-10-01 | 2026-10-31
What was announced in the past month? | 2026-10-19 | 2026-11-18
What was announced early last month? | 2026-10-01 | 2026-10-10
Which ferries were cancelled in May? | 2026-05-01 | 2026-05-31
which ferries were cancelled in may? | 2026-05-01 | 2026-05-31
Which ferries were cancelled in December? | 2025-12-01 | 2025-12-31
Which ferries were cancelled in November? | 2026-11-01 | 2026-11-18
Which ferries were cancelled last May? | 2026-05-01 | 2026-05-31
Which ferries were cancelled last November? | 2025-11-01 | 2025-11-30
Which ferries were cancelled in May last year? | 2025-05-01 | 2025-05-31
What did the minister promise in May 2025? | 2025-05-01 | 2025-05-31
What did the minister promise in May of 2025? | 2025-05-01 | 2025-05-31
What did the minister promise in early May? | 2026-05-01 | 2026-05-10
What did the minister promise in mid-May 2025? | 2025-05-11 | 2025-05-20
What did the minister promise in late June? | 2026-06-21 | 2026-06-30
What was the price set in the middle of June? | 2026-06-11 | 2026-06-20
What closed at the end of March 2026? | 2026-03-22 | 2026-03-31
What did she say on 14 May 2025? | 2025-05-14 | 2025-05-14
What did she say on 14 May? | 2026-05-14 | 2026-05-14
What did she say on May 14? | 2026-05-14 | 2026-05-14
What did she say on May 14th, 2025? | 2025-05-14 | 2025-05-14
What did she say on the 14th of May 2025? | 2025-05-14 | 2025-05-14
What did she say on Thursday, May 14? | 2026-05-14 | 2026-05-14
What did she say on December 20? | 2025-12-20 | 2025-12-20
What did she say on Jan. 6, 2021? | 2021-01-06 | 2021-01-06
What did she say on 2025-05-14? | 2025-05-14 | 2025-05-14
What did she say on 5/14/2025? | 2025-05-14 | 2025-05-14
What did she say on 14/5/2025? | 2025-05-14 | 2025-05-14
What did she say on 14.5.2025? | 2025-05-14 | 2025-05-14
What was reported on January 2 to 5? | 2026-01-02 | 2026-01-05
What was reported between 2 and 5 January 2026? | 2026-01-02 | 2026-01-05
What did Acme earn in Q3 2025? | 2025-07-01 | 2025-09-30
What did Acme earn in the third quarter of 2025? | 2025-07-01 | 2025-09-30
What did Acme earn in Q3? | 2026-07-01 | 2026-09-30
What did Acme earn last quarter? | 2026-07-01 | 2026-09-30
What did Acme earn this quarter? | 2026-10-01 | 2026-11-18
What did Acme earn in the first half of 2025? | 2025-01-01 | 2025-06-30
How hot was summer 2025? | 2025-06-01 | 2025-08-31
How hot was the summer of 2025? | 2025-06-01 | 2025-08-31
How hot was last summer? | 2026-06-01 | 2026-08-31
How hot was it this summer? | 2026-06-01 | 2026-08-31
How cold was it in winter 2025? | 2025-12-01 | 2026-02-28
Who left in the fall? | 2026-09-01 | 2026-11-18
Who left last fall? | 2025-09-01 | 2025-11-30
What was built in 2025? | 2025-01-01 | 2025-12-31
What was built in 2026? | 2026-01-01 | 2026-11-18
What was built last year? | 2025-01-01 | 2025-12-31
What was built this year? | 2026-01-01 | 2026-11-18
What was built earlier this year? | 2026-01-01 | 2026-11-18
What was built late last year? | 2025-09-01 | 2025-12-31
What was built in early 2025? | 2025-01-01 | 2025-04-30
What was built in 2019 and 2020? | 2019-01-01 | 2020-12-31
What was built from 2019 to 2021? | 2019-01-01 | 2021-12-31
What was built in 2019–2021? | 2019-01-01 | 2021-12-31
Which bands were big in the 1990s? | 1990-01-01 | 1999-12-31
What happened three days ago? | 2026-11-15 | 2026-11-15
What happened two weeks ago? | 2026-11-01 | 2026-11-07
What happened a couple of weeks ago? | 2026-11-01 | 2026-11-07
What happened a year ago? | 2025-05-20 | 2026-05-19
What happened in the last 3 days? | 2026-11-15 | 2026-11-18
What happened over the past two weeks? | 2026-11-04 | 2026-11-18
How did prices change over the past year? | 2025-11-18 | 2026-11-18
What fell in recent days? | 2026-11-11 | 2026-11-18
What changed in the last year? | 2025-11-18 | 2026-11-18
Which bands were big in the late 1990s? | 1996-09-01 | 1999-12-31
What happened Nov. 3-9? | 2026-11-03 | 2026-11-09
What happened in Sept? | 2026-09-01 | 2026-09-30
What has she said since May? | 2026-05-01 | 2026-11-18
What has she said since 2024? | 2024-01-01 | 2026-11-18
What has been spent since the war began on February 24? | 2026-02-24 | 2026-11-18
What was the plan before May 2025? | - | 2025-04-30
What was the plan until May 2025? | - | 2025-05-31
What was the plan after May 2026? | 2026-06-01 | 2026-11-18
What was built between May and July? | 2026-05-01 | 2026-07-31
What was built between November and February? | 2025-11-01 | 2026-02-28
What was built between May 2024 and March 2025? | 2024-05-01 | 2025-03-31
What was built between May and July 2024? | 2024-05-01 | 2024-07-31
What was built from May to next week? | 2026-05-01 | 2026-05-31
What did the court say recently? | 2026-10-19 | 2026-11-18
What is the latest on the harbour bridge? | 2026-10-19 | 2026-11-18
Which cheese is popular right now? | 2026-10-19 | 2026-11-18
What did she say this week about the vote in May? | 2026-11-11 | 2026-11-18
In May 2025 the mayor resigned. Who followed her? | 2025-05-01 | 2025-05-31
May 2025: what did the mayor say? | 2025-05-01 | 2025-05-31
The mayor resigned this week. Where was she born? | 2026-11-11 | 2026-11-18
Which state’s law was recently struck down in May 2026? | 2026-05-01 | 2026-05-31
What did she say in the week of 9 November? | 2026-11-09 | 2026-11-15
What did she say in the week of November 11, 2026? | 2026-11-09 | 2026-11-15
What did she say in the week to 14 November 2026? | 2026-11-08 | 2026-11-14
What did she say in the week beginning 3 November? | 2026-11-03 | 2026-11-09
What happened in the second week of October 2026? | 2026-10-08 | 2026-10-14
What happened in the last week of October? | 2026-10-25 | 2026-10-31
What did she say on Thursday of last week? | 2026-11-12 | 2026-11-12
What did she say last week on Thursday? | 2026-11-12 | 2026-11-12
What did she say on Tuesday this week? | 2026-11-17 | 2026-11-17
What happened in the last fortnight? | 2026-11-04 | 2026-11-18
What happened half a year ago? | 2026-03-21 | 2026-07-19
What happened in the last two quarters? | 2026-05-20 | 2026-11-18
What did she say Monday through Wednesday? | 2026-11-16 | 2026-11-18
Was the bridge open Monday to Wednesday? | 2026-11-16 | 2026-11-18
What did the party say in 2024 or 2025? | 2024-01-01 | 2025-12-31
What was demanded in Jan/Feb 2026? | 2026-01-01 | 2026-02-28
What did Acme earn in Q4 of last year? | 2025-10-01 | 2025-12-31
What did Acme earn in the second quarter of this year? | 2026-04-01 | 2026-06-30
What did Acme earn in the first half of last year? | 2025-01-01 | 2025-06-30
What did Acme earn in H1 2026? | 2026-01-01 | 2026-06-30
Who left in the autumn of last year? | 2025-09-01 | 2025-11-30
How cold was it in winter 2020/21? | 2020-12-01 | 2021-02-28
Who has led the council from 2019 onwards? | 2019-01-01 | 2026-11-18
What happened between 12 May and today? | 2026-05-12 | 2026-11-18
What happened from 12 May until now? | 2026-05-12 | 2026-11-18
What changed before the end of 2025? | - | 2025-12-31
What changed after the start of 2025? | 2025-01-01 | 2026-11-18
What changed at the end of 2025? | 2025-11-01 | 2025-12-31
What changed since the beginning of the year? | 2026-01-01 | 2026-11-18
What did she say after yesterday’s vote? | 2026-11-17 | 2026-11-18
What did she say before yesterday's vote? | - | 2026-11-17
What happened in the days before 12 May 2026? | 2026-05-05 | 2026-05-11
What happened in the weeks following 12 May 2026? | 2026-05-13 | 2026-06-09
What happened the day after 12 May 2026? | 2026-05-13 | 2026-05-13
What did she do around 12 May? | 2026-05-09 | 2026-05-15
Did she say in March that it would open in June? | 2026-03-01 | 2026-03-31
What was flooded overnight? | 2026-11-17 | 2026-11-18
"""

TRAPS = """
Who won the harbour regatta?
Which city may build a stadium?
Why did they march on the capital?
How does this may affect the ferry?
Were chips found in 2025 people?
Which team won Formula 1 in 90 minutes?
Who came second in the race?
What happened on the 10th anniversary?
How long are queues on Black Friday?
Who won on Super Tuesday?
What was Bloody Sunday?
Who stars in Friday the 13th?
Is Boxing Day a holiday?
Who won the 2020 election?
Who was charged over the January 6 Capitol insurrection?
What did the May 2025 election change?
In which 1990s sitcom did he star?
What is “Last Week in May” about?
What is "Yesterday" about?
Who hosts Last Week Tonight?
What did USA Today lose?
Which paper is the Sunday Times?
Who sang on Saturday Night Live?
Is the rise higher than last year?
Was it the worst flood since 2008?
What may be overturned later this year?
Who plays next week?
What opens in December 2027?
What will open on December 20?
Apple will unveil a phone early next month. Which one?
What does the now-defunct company owe?
Who lived there 10,000 years ago?
Who leads until now?
What did Theresa May say?
Who wrote the March on Washington speech?
In May's cabinet, who is the oldest?
What is on 31 June 2025?
What costs 2,025 dollars?
Who won in 2020 election law?
Who plays in March Madness?
Who lives at 2019 Main Street?
What did Wednesday Addams wear?
What fell in the fall of Kabul?
A total of 73 ships sank in 2021. How many remain?
Rents hit a record compared to a year ago?
Who became an overnight star?
Who has led until today?
What must be done before the end of the year?
What did they promise on Friday this week?
What will be ready by the end of 2026?
"""


def window_of(question: str, today: date = TODAY) -> Window | None:
    return ParsedQuestion(question, today).window


@pytest.mark.parametrize("case", WINDOWS.strip().splitlines())
def test_windows(case: str) -> None:
    question, first, last = case.split(" | ")
    window = window_of(question)
    assert window is not None
    days = (window.start.isoformat() if window.start else "-", str(window.end))
    assert days == (first, last), window.why


@pytest.mark.parametrize("question", TRAPS.strip().splitlines())
def test_words_that_only_look_like_times(question: str) -> None:
    assert window_of(question) is None


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Who died last week?", "“last week” = 9–15 Nov 2026"),
        ("Who died in May 2025?", "“May 2025” = May 2025"),
        ("Who died last year?", "“last year” = 2025"),
        ("Who died on 14 May 2025?", "“14 May 2025” = 14 May 2025"),
        ("Who died in summer 2025?", "“summer 2025” = Jun–Aug 2025, northern"),
        ("Who died before  May 2025?", "“before May 2025” = until 30 Apr 2025"),
        ("Who died since 28 Oct 2025?", "“since 28 Oct 2025” = 28 Oct 2025 – 18 Nov 2026"),
        ("Who died from 30 May to 3 June?", "“from 30 May to 3 June” = 30 May – 3 Jun 2026"),
        ("Who died since the war began in May?", "“since … May” = 1 May – 18 Nov 2026"),
    ],
)  # fmt: skip
def test_the_reason_is_shown(question: str, why: str) -> None:
    window = window_of(question)
    assert window is not None
    assert window.why == why


@pytest.mark.parametrize(
    ("today", "question", "first", "last"),
    [
        ("2026-11-23", "Who won this week?", "2026-11-16", "2026-11-23"),  # a Monday
        ("2026-11-22", "Who won last week?", "2026-11-09", "2026-11-15"),  # a Sunday
        ("2026-11-22", "Who won last weekend?", "2026-11-14", "2026-11-15"),
        ("2026-01-10", "Who won last month?", "2025-12-01", "2025-12-31"),
        ("2026-01-10", "Who won last quarter?", "2025-10-01", "2025-12-31"),
        ("2026-05-03", "Who won in May?", "2026-05-01", "2026-05-03"),
        ("2026-05-03", "Who won last May?", "2025-05-01", "2025-05-31"),
        ("2026-07-03", "Who won last summer?", "2025-06-01", "2025-08-31"),
        ("2024-03-01", "Who won on 29 February?", "2024-02-29", "2024-02-29"),
        ("2024-03-01", "Who won in February?", "2024-02-01", "2024-02-29"),
    ],
)
def test_the_day_of_asking_matters(today: str, question: str, first: str, last: str) -> None:
    window = window_of(question, date.fromisoformat(today))
    assert window is not None
    assert (str(window.start), str(window.end)) == (first, last)


EDGES = "since|until|before|after|between|from|to|and|in|on|by|the|last|this|week|year|ago|“|?"
TIMES = "May|March 2025|14 May|31 June|Feb 29|2025|0|9999 years ago|Q3|summer|Monday|5/14/2025"
questions = st.sampled_from([case.split(" | ")[0] for case in WINDOWS.strip().splitlines()])
pieces = st.sampled_from([*EDGES.split("|"), *TIMES.split("|")])


@given(
    st.lists(st.one_of(questions, pieces, st.text(max_size=5)), max_size=8).map(" ".join),
    st.dates(date(1970, 1, 1), date(2100, 12, 31)),
)
def test_any_window_is_in_order_and_says_why(question: str, today: date) -> None:
    window = window_of(question, today)
    if window is not None:
        assert window.why
        assert window.end is not None
        assert window.end <= today
        assert window.start is None or window.start <= window.end


@given(st.integers(1, 400), st.sampled_from(["days", "weeks", "months", "years"]))
def test_the_last_so_many_reach_back_from_today(count: int, unit: str) -> None:
    window = window_of(f"What changed in the last {count} {unit}?")
    assert window is not None
    assert window.end == TODAY
    days = {"days": 1.0, "weeks": 7.0, "months": 30.4, "years": 365.0}[unit] * count
    assert window.start == TODAY - timedelta(int(days))
