"""The kind of work that a question asks for, in wordings that say so and others that seem to."""

from typing import get_args

import pytest

from rag.query.instructions import LONGEST
from rag.query.task import Task, find_task

# The kind of work, and questions of that kind.
WORDINGS: dict[Task, str] = {
    "summary": """
        Summarise what happened with the Rovers in 2025
        Summarize the rail strike
        Can you summarise the strike in three sentences?
        What happened with the strike?
        What happened in Port Hallam last week?
        what happened to the harbour director
        Give me a short overview of the rail strike, please
        Please give us a summary of the audit
        Tell me about the fish market fire
        What do we know about the audit?
        What is known about Mara Lindqvist?
        Catch me up on the Varga campaign
        What's the story with the toll?
        What happened?
    """,
    "fact": """
        What happened to the price of gas in June?
        What happened to Delaware home sales and the median price in January 2024?
        Who won summary judgment in the Meridian case?
        Who wrote the summary of the report?
        Latest data shows that cases of which disease have hit a high?
        What is the latest phishing attack hitting social media users?
        Which newest member joined NATO?
        Who published a timeline of the attack?
        In August 2024, how much did home sales change compared to the previous month?
        Which case is known as Roe versus Wade?
        What is a unique feature of Spark Golf compared to traditional golf clubs?
        Which media company bought the paper?
        Which of these pledges is not in the manifesto?
        What is its name?
        What was its name?
        About what share of a melon is water?
        In June, how did prices change compared to May?
        Which of the following is a reptile?
        Which of these following films won?
        A growing list of school districts ban which item?
        Who is on the no-fly list?
        Which senator explained why he voted no?
        Who caused the crash?
        How many ferries sank?
        How tall is the bridge?
        How likely is a recession?
        Will Smith slapped whom at the Oscars?
        What has been reported flying over New Jersey?
        What do you say when you sneeze?
        Who is the mayor of London?
        Who was named Director of the Year?
        Who is taking over as defence minister?
        Who was arrested?
        Who is President of France?
        Who is right?
        What is the toll?
        What is Trump's plan?
        What was stolen?
        What will the bridge cost?
        More than 50 ships sank where?
        More people than ever visited which city?
    """,
    "latest": """
        What is the latest on the ferry?
        Give me headlines about the ferry
        Find stories about the ferry
        Which articles mention Gaza?
        latest on Gaza
        What's new with the bridge?
        Any news about Varga?
        latest news
        What's the latest?
        Is there any update on the rail strike?
    """,
    "timeline": """
        Give me a timeline of the flood inquiry
        timeline of the rail strike
        Could you draw up a chronology of the audit?
        What is the timeline of the bridge project?
        How did the strike unfold?
        What happened to the bridge, as a timeline?
    """,
    "comparison": """
        Compare the two budgets
        Compare Varga with Anstruther
        What is the difference between a wire story and a column?
        How do the two plans differ?
        Varga versus Anstruther on tolls
    """,
    "outlets": """
        Compare what the outlets say about the rail march
        What do different outlets say about the Gannet Bridge?
        How did the papers cover the strike?
        What did the press report on the audit?
        How was the march covered by different newspapers?
    """,
    "statement": """
        What did Chinese state media say about the balloon?
        Who said that the toll would go?
        Who warned of a flood?
        What did Sorrel promise and what did she say?
        What did Mara Lindqvist say about the bridge?
        What has Varga said about tolls?
        what does Musk think of tariffs?
    """,
    "list": """
        List the ministers who resigned
        Give me a bullet list of ministers who resigned
        Which of the banks failed?
        Name all the victims of the fire
        What are the names of the ministers?
    """,
    "definition": """
        What was a wherry?
        What was Theranos?
        What is a wire story?
        What is inflation?
        What is the Gannet Bridge?
        What does NATO stand for?
        define stagflation
    """,
    "cause": """
        Why was the ferry late?
        In Delaware, why is paying rent late grounds for eviction?
        A superyacht sank off Sicily. Why did the boat capsize?
        Can you tell me why the ferry sank?
        What caused the fire?
        What led to the strike?
        What was the reason for the closure?
        how come the bridge closed
        Why?
    """,
    "manner": """
        How does the toll work?
        How did the three Santas get into the business?
        How can I vote?
    """,
    "yes_no": """
        Did the ferry sink?
        Is Varga mayor?
        Has the bridge reopened?
        so was it closed?
    """,
    "person": """
        Who is Elin Sorrel?
        who is marlowe
        Who's Marlowe?
        Hello, who is Marlowe?
        Who was Agnes Morrow?
        Who is Prime Minister Sánchez?
        Tell me who Marlowe is
    """,
    "more": """
        Tell me more
        Tell me more.
        more please
        go on
        what else?
        Anything else?
        What else did she say?
        more details
        tell me more about the bridge
    """,
    "keywords": """
        Marlowe
        Mara Lindqvist
        harbour bridge cost
        rail strike 2025
        Gannet Bridge
        bank holidays
    """,
    "headline": """
        Fish market fire destroys forty stalls
        Harbour director charged with fraud
        Rovers beat Athletic 2-1 in cup final
        Varga Elected Mayor of Port Hallam
        Rail strike ends as union accepts 6 per cent offer
        The bridge will open in June, the council said on Monday.
    """,
}
ALL = [(line.strip(), task) for task, lines in WORDINGS.items() for line in lines.split("\n")]


@pytest.mark.parametrize(("question", "task"), [(asked, task) for asked, task in ALL if asked])
def test_the_kind_of_work_asked_for(question: str, task: Task) -> None:
    assert find_task(question) == task


def test_every_kind_has_its_wordings() -> None:
    assert set(WORDINGS) == set(get_args(Task))


def test_a_pasted_text_is_read_as_far_as_a_question_goes() -> None:
    assert find_task("The ferry sank. " * LONGEST + "Who is Marlowe?") == "headline"
