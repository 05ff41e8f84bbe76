"""Nouns for people, and the verbs by which they speak, folded."""

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
SAYING = collect_words(
    "said says say told tells added adds wrote writes tweeted asked asks explained explains noted",
    "notes argued argues recalled recalls replied insisted admitted acknowledged stressed joked",
)
# Last words of names that are no person's.
NO_SURNAMES = collect_words(
    "county island islands street avenue road river lake valley mountain mountains beach bay city",
    "town village school college hospital stadium arena center centre tower hall airport station",
    "organization organisation media campaign administration foundation group day era library",
    "university company corporation inc corp plaza building museum center theatre theater",
)
