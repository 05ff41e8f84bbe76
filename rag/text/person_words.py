"""Nouns for people, the verbs by which they speak, and what no name of a person has, folded."""

from rag.text.lexicon import collect_words

# Nouns for one person; before a name they are a title.
HE = collect_words(
    "man boy gentleman father son brother husband uncle nephew grandfather grandson widower king",
    "prince duke lord sir mr actor businessman chairman congressman spokesman salesman policeman",
    "fireman cameraman sportsman councilman alderman statesman frontman boyfriend pope monk",
)
SHE = collect_words(
    "woman girl lady mother daughter sister wife aunt niece grandmother granddaughter widow queen",
    "princess duchess dame mrs ms miss actress businesswoman chairwoman congresswoman",
    "spokeswoman policewoman sportswoman councilwoman waitress heiress hostess girlfriend nun",
)
PERSON_NOUNS = HE | SHE | collect_words(
    "president chairperson chair director executive ceo treasurer spokesperson manager captain",
    "coach founder cofounder editor analyst lawyer attorney senator governor mayor minister",
    "chancellor judge justice professor secretary ambassador owner economist general sergeant",
    "lieutenant colonel cousin child baby teenager teen person suspect victim driver officer",
    "deputy sheriff detective teacher student doctor physician nurse surgeon scientist researcher",
    "author writer novelist poet journalist reporter columnist critic artist painter singer",
    "songwriter rapper musician guitarist drummer producer screenwriter comedian host star",
    "player quarterback receiver pitcher goalkeeper striker midfielder defender forward winger",
    "champion athlete runner swimmer golfer boxer candidate nominee contender incumbent lawmaker",
    "politician leader activist advocate philanthropist billionaire entrepreneur investor banker",
    "engineer astronaut pilot soldier veteran gunman shooter defendant plaintiff prosecutor",
    "witness resident neighbor neighbour customer worker employee farmer chef commissioner",
    "councillor superintendent principal dean provost bishop archbishop cardinal priest pastor",
    "rabbi imam reverend rev adviser advisor aide chief boss head historian expert specialist",
    "representative rep sen gov gen lt col sgt capt prof dr speaker democrat republican designer",
    "architect model presenter anchor broadcaster filmmaker firefighter trooper agent inspector",
)  # fmt: skip
# Nouns of these for what a body of people may be too: "champion Kansas City Chiefs".
BODIES_TOO = collect_words(
    "champion contender leader host owner producer investor broadcaster defendant plaintiff star",
    "model anchor forward head customer democrat republican designer adviser advisor specialist",
    "chief boss agent advocate suspect witness victim incumbent employee worker resident",
)
SAYING = collect_words(
    "said says say told tells added adds wrote writes tweeted asked asks explained explains noted",
    "notes argued argues recalled recalls replied insisted admitted acknowledged stressed joked",
)
# Last words of names that are no person's.
NO_SURNAMES = collect_words(
    "county island islands street avenue road river lake valley mountain mountains beach bay city",
    "town village school college hospital stadium arena center centre tower hall airport station",
    "organization organisation media campaign administration foundation group day era library",
    "university company corporation inc corp plaza building museum center theatre theater police",
    "united council agency department district party rovers athletic",
)
# What begins the name of a group or a place, not a given name; so do most words in -ish or -ian.
_NOT_GIVEN = collect_words(
    "north south east west northern southern eastern western central new old great u.s us uk",
    "black white green red blue brown grey gray yellow orange purple young rural urban local",
    "state national federal first second third",
)
_ADJECTIVE_ENDINGS = ("ish", "ese", "an", "ic")
_GIVEN_NAMES = collect_words(  # that have such an ending
    "adrian aidan alan allan brendan brian bryan christian dan dean duncan dylan eric ethan evan",
    "fabian gillian hassan herman ian ivan jan jean joan jonathan jordan juan julian kieran logan",
    "lillian marian megan meghan morgan nathan nolan norman roman rowan ryan sean sebastian stan",
    "susan tristan vivian cedric dominic frederic ludovic vic",
)
# Before a name these show that it is not one person's: "the Chiefs", "some Republicans".
COUNTING = collect_words(
    "the a an these those some most many all other another several few any both each every more",
    "fewer no two three four five six seven eight nine ten dozen hundred thousand million billion",
)


def may_be_given(word: str) -> bool:
    """Whether a name can begin with this word as a given name: not so "Black", "American"."""
    adjective = word.endswith(_ADJECTIVE_ENDINGS) and word not in _GIVEN_NAMES
    return word not in _NOT_GIVEN and not adjective
