"""English word lists: grammar, framing, irregular forms, opposites, titles, names of countries.

All of them are lower case and without accents, as `rag.text.tokens.fold` leaves a word.
"""


def collect_words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split(" "))


# Words that carry grammar, not content.
STOP_WORDS = collect_words(
    "a about above after again against all also although am among an and any are as at be because",
    "been before being below between both but by can could did do does doing down during each",
    "either else ever few for from further had has have having he her here hers herself him",
    "himself his how however i if in into is it its itself just like may me might more most much",
    "must my myself of off on once only onto or other our ours out over own per rather same shall",
    "she should since so some still such than that the their theirs them themselves then there",
    "these they this those though through thus till to too toward towards under until up upon us",
    "very via was we were what when where whether which while who whom whose why will with within",
    "would yet you your yours another one ones many several various well et al including include",
    "includes not no nor never neither none without cannot nearly almost around roughly",
    "approximately estimated least",
)
# Words with which a writer speaks of the sources or of the answer itself, or hands a statement to
# its speaker. They say nothing about the world, so nothing needs to bear them out.
FRAMING_WORDS = collect_words(
    "say said tell told according state statement report reported mention describe discuss note",
    "add article passage source summary summarize text information provide announce concise brief",
    "key main core piece point detail specific topic entity individual distinct separate",
    "unrelated different overall important appear cover focus highlight original prompt given",
    "clear context question answer following indicate explain refer content relate name title",
    "call known list document overview sentence paragraph",
)
# Words that join, date or colour a statement, and verbs that say little beside their object: a
# writer puts them in freely, so that they weigh little where no source has them.
LIGHT_WORDS = collect_words(
    "additionally moreover furthermore however meanwhile consequently subsequently previously",
    "currently recently initially originally formerly eventually later finally notably notable",
    "directly significant significantly overall various multiple several numerous additional",
    "remaining total certain particular specific current former previous subsequent upcoming",
    "alongside despite respectively collectively together widely solely mainly largely",
    "receive received gain gained earn earned secure secured achieve achieved consider considered",
    "feature features featured serve serves served set base based make made making take took taken",
    "taking hold held play played plays involve involved aim aims aimed aiming seek seeking remain",
    "remains remained become becoming became result resulting lead led leading face facing mark",
    "marking bring brings brought express expressed contain contains use used using work worked",
    "provide provided include included regard regarding number part period time way place position",
    "set-up potential potentially successful successfully new",
)
# base: its irregular forms
_IRREGULAR_FORMS = (
    "become: became; begin: began begun; break: broke broken; bring: brought; build: built; buy: "
    "bought; catch: caught; child: children; choose: chose chosen; come: came; die: dead death "
    "deaths died dies dying; draw: drew drawn; drive: drove driven; fall: fell fallen; feel: "
    "felt; fight: fought; flee: fled; find: found; fly: flew flown; foot: feet; forbid: forbade "
    "forbidden; freeze: froze frozen; get: got gotten; give: gave given; go: went gone; grow: "
    "grew grown; hear: heard; hide: hid hidden; hold: held; keep: kept; know: knew known; lead: "
    "led; leave: left; lend: lent; life: lives; lose: lost loss losses; make: made; man: men; "
    "meet: met; pay: paid; person: people persons; ride: rode ridden; ring: rang rung; rise: "
    "rose risen; run: ran; see: saw seen; seek: sought; sell: sold sale sales; send: sent; "
    "shake: shook shaken; shoot: shot; show: shown; sing: sang sung; sink: sank sunk; sit: sat; "
    "sleep: slept; speak: spoke spoken; spend: spent; stand: stood; steal: stole stolen; strike: "
    "struck stricken; sweep: swept; swim: swam swum; take: took taken; teach: taught; tear: tore "
    "torn; think: thought; throw: threw thrown; wake: woke woken; wear: wore worn; win: won "
    "winner winners; withdraw: withdrew withdrawn; woman: women; write: wrote written"
)
IRREGULAR = {
    form: base
    for base, forms in (row.split(": ") for row in _IRREGULAR_FORMS.split("; "))
    for form in forms.split(" ")
}
# Both sides of a scale. Words of one side mean much the same, words of two sides contradict.
SCALES = (
    ("rise increase grow climb gain jump surge soar rocket", "fall decrease decline drop plunge "
     "slump shrink tumble plummet slide dip"),
    ("more above over exceed", "less fewer under below"),
    ("higher", "lower"),
    ("before", "after"),
    ("win victory", "lose"),
    ("begin start launch open", "end finish stop close halt"),
    ("accept approve back support endorse agree welcome", "reject oppose refuse condemn"),
    ("allow permit", "ban forbid prohibit bar block"),
    ("buy purchase acquire", "sell"),
    ("arrive enter join", "leave depart quit"),
    ("guilty convict", "innocent acquit clear"),
    ("largest biggest highest most best", "smallest lowest least worst fewest"),
    ("oldest", "youngest"), ("first", "last final"), ("north northern", "south southern"),
    ("east eastern", "west western"), ("legal lawful", "illegal unlawful"),
    ("import", "export"), ("true", "false untrue"), ("minimum", "maximum"),
    ("majority", "minority"), ("strengthen", "weaken"), ("hire appoint name", "fire sack dismiss"),
    ("survive alive", "die kill"), ("raise hike boost", "cut reduce lower slash"),
    ("confirm", "deny"), ("succeed success", "fail failure"), ("possible", "impossible"),
    ("husband father son brother man boy male", "wife mother daughter sister woman girl female"),
    ("big large huge major", "small little minor tiny"), ("early", "late"),
    ("strong", "weak"), ("rich wealthy", "poor"), ("safe", "dangerous unsafe"),
    ("easy", "difficult hard tough"), ("positive", "negative"), ("public", "private"),
    ("domestic", "foreign international"), ("temporary", "permanent"), ("urban", "rural"),
    ("mandatory compulsory", "voluntary optional"), ("civilian", "military"), ("fast", "slow"),
    ("improve", "worsen deteriorate"), ("praise hail laud", "criticize criticise slam"),
    ("profit", "loss"), ("include", "exclude"), ("reveal disclose", "hide conceal"),
    ("optimistic", "pessimistic"), ("encourage", "discourage"), ("remember", "forget"),
    ("expand widen", "shrink narrow"), ("accelerate", "decelerate"), ("attend", "miss skip"),
    ("lend", "borrow"), ("victim", "attacker suspect"), ("democrat", "republican"),
    ("increasing rising growing", "falling declining"), ("warm hot", "cold cool"),
    ("hire recruit", "dismiss"), ("attack", "defend"), ("free release", "arrest detain jail"),
    ("welcome", "regret"), ("reopen", "shut"), ("common", "rare"), ("major", "minor"),
    ("innocence", "guilt"), ("support", "opposition"), ("obey", "defy"), ("dry", "wet"),
    ("inside", "outside"), ("daytime", "nighttime"), ("prevent avoid", "cause trigger"),
    ("ally", "enemy foe"), ("rescue save", "abandon"), ("lift", "impose"), ("ease", "tighten"),
)  # fmt: skip
# In each family, words for the same thing stand together; two that are not cannot both be meant.
FAMILIES = (
    "president, chairman chairwoman chair chairperson, director, executive ceo, treasurer, "
    "spokesman spokeswoman spokesperson, manager, captain, coach, founder, editor, analyst, "
    "lawyer attorney, senator, governor, mayor, minister, chancellor, judge justice, professor, "
    "secretary, ambassador, king, queen, prince, princess, pope, owner, economist, "
    "general, sergeant, lieutenant, colonel",
    "father, mother, son, daughter, brother, sister, husband, wife, uncle, aunt, cousin, nephew, "
    "niece, grandfather, grandmother, grandson, granddaughter",
    "red, blue, green, yellow, black, white, orange, purple, pink, brown, grey gray",
    "spring, summer, autumn fall, winter",
    "morning, afternoon, evening, night",
    "gold, silver, bronze",
    "jr, sr",
    "second, minute, hour, day, week, month, year, decade, century",
    "mile, kilometre kilometer km, metre meter, foot, inch, acre, hectare",
    "hundred, thousand, million, billion, trillion",
)
# Before a name; they are no part of it.
TITLES = collect_words(
    "mr mrs ms miss dr sir dame lord lady president vice prime minister senator sen governor gov",
    "general gen pope queen king prince princess judge justice professor prof chancellor",
    "secretary rep representative captain capt col colonel lt sgt mayor chief director coach the",
    "former manager boss chairman chairwoman spokesman spokeswoman midfielder striker actor",
    "actress",
)
# Those that say too little of somebody for another to contradict them.
POLITE_TITLES = collect_words(
    "mr mrs ms miss dr the sir dame lord lady chief director coach general former",
    "manager boss chairman chairwoman spokesman spokeswoman midfielder striker actor actress",
)
SHORT_TITLES = {
    "sen": "senator", "gov": "governor", "gen": "general", "prof": "professor", "capt": "captain",
    "col": "colonel", "rep": "representative", "prime": "minister",
}  # fmt: skip
# Inside a name, in lower case.
JOINING = collect_words("of the and for de la le du van von der den bin al el da dos do di &")
# In the names of what is no person.
BODIES = collect_words(
    "act agency airlines airport association awards bank bridge bureau committee company council",
    "court cup department federation fund group house institute league ministry office open park",
    "party senate service states street supreme times union university white",
)
# Written in capitals, or behind a name, without naming anybody.
NOT_NAMES = collect_words("jr sr fc afc tv ceo cfo pm am dna id ok diy gps pdf faq")
# With a weekday after them they name a day of its own: "Black Friday".
DAY_EPITHETS = collect_words("ash black bloody cyber easter giving good holy palm spy super whit")
# Words of grammar that name somebody when they are written in capitals.
SHOUTED_NAMES = frozenset({"US", "WHO"})
# What may stand for somebody or something that was named before.
PRONOUNS = collect_words(
    "he she it they his her its their him them himself herself itself who we i my our",
)
# A word after one of these is most often a verb.
BEFORE_VERBS = collect_words("to will would can could may might should has have had who")
# Where one clause of a sentence ends and another may begin.
CLAUSE_BREAKS = collect_words(
    ", ; : - ( ) \" ' and but or who which that where when while after before because as with",
    "although though however until since so if whose",
)
# Each denies the word that follows; so does every word ending in "n't".
NEGATORS = collect_words(
    "not no never without neither nor none nobody nothing cannot unable hardly fail failed fails",
    "refuse refused refuses decline declined",
)
# Denials that undo one before them: "refused to rule out", "did not fail", "not without".
UNDOING = collect_words("without fail failed fails refuse refused refuses decline declined unable")
RULING = collect_words("rule rules ruled ruling")  # with "out" they deny what follows
# Words that a negation passes over on its way to the word that it denies.
PASSED_OVER = collect_words("yet only just even longer ever really able immediately to be been any")
# Names that stand for each other beyond what their roots show.
_SAME_NAMES = (
    "us, united states, america, american, americans, usa; uk, united kingdom, britain, british, "
    "briton, britons; eu, european union; un, united nations; france, french; spain, spanish; "
    "poland, polish; india, indian, indians; netherlands, dutch; ireland, irish; greece, greek, "
    "greeks; denmark, danish; korea, korean; thailand, thai; switzerland, swiss; wales, welsh; "
    "philippines, filipino; peru, peruvian; cuba, cuban; scotland, scottish; england, english"
)
ALIASES = {
    name: frozenset(group.split(", "))
    for group in _SAME_NAMES.split("; ")
    for name in group.split(", ")
}

# What makes a statement less than certain, and what shows that a claim is aware of it.
HEDGES = collect_words("could may might possibly perhaps potentially allegedly reportedly")
GUARDED = HEDGES | collect_words(
    "can would should likely unlikely probably maybe possible potential possibility suspected",
    "alleged alleges allege accused expected believed suggest suggests suggested if whether risk",
    "threat concern concerns fear fears warned warns seem seems appear appears apparently",
)
# Words before "to" by which a deed is told as one to come, or only as wished for.
PLANS = collect_words(
    "plan plans planned planning intend intends intended expect expects expected due set scheduled",
    "prepare prepares prepared preparing agree agrees agreed promise promises promised vow vows",
    "vowed pledge pledges pledged decide decided order ordered likely about ready",
)
WISHES = collect_words(
    "hope hopes hoped hoping want wants wanted wish wishes wished try tries tried trying attempt",
    "attempts attempted attempting seek seeks sought seeking threaten threatens threatened",
    "threatening offer offers offered ask asks asked asking urge urges urged urging demand demands",
    "demanded fear fears feared refuse refuses refused fail fails failed decline declines declined",
)
# Words by which somebody's opinion or charge is told as his, and others that show it as told.
NAMING = collect_words(
    "call calls called calling describe describes described describing brand brands branded",
    "label labels labelled labeled dub dubs dubbed deem deems deemed consider considers considered",
)
CHARGING = collect_words(
    "accuse accuses accused accusing suspect suspects suspected alleges alleged"
)
TELLING = (
    NAMING
    | CHARGING
    | collect_words(
        "say says said saying tell tells told according claim claims claimed believe believes",
        "believed think thinks thought charge charges charged report reports reported reportedly",
        "allegedly argue argues argued allege opinion view seen",
    )
)
# Those whose deeds are not the deeds of whom they belong to: "the wife of Lyle Berg".
CLOSE_ONES = collect_words(
    "wife husband widow son daughter brother sister mother father parents friend friends partner",
    "girlfriend boyfriend aide rival rivals opponent opponents critics supporters fans family",
)
# What no sentence ends with: after them something is missing.
UNFINISHED = collect_words("a an the and or but his its their my our your than because of")
# Verbs among the words of grammar: a statement has one of them or a verb of content.
AUXILIARIES = collect_words(
    "is are was were be been being has have had having do does did will would can could may might",
    "must shall should cannot",
)
EVERY = collect_words("all every everyone everybody each always entire none")
PARTLY = collect_words("some most many several few half often sometimes usually partly")
# Words that tell of a cause, and those by which a source may have told of it.
CAUSES = collect_words("because due caused causing owing thanks")
MOTIVES = CAUSES | collect_words(
    "cause causes since as so for reason reasons why blame blamed blames blaming thus therefore",
    "led lead leads leading result results resulted resulting prompt prompted prompting trigger",
    "triggered driven drove forced forcing make makes made making over amid from by attributed",
    "given sparked if",
)
# Last words of the names of the states of the US.
STATES = collect_words(
    "alabama alaska arizona arkansas california carolina colorado columbia connecticut dakota",
    "delaware florida georgia hampshire hawaii idaho illinois indiana iowa island jersey kansas",
    "kentucky louisiana maine maryland massachusetts mexico michigan minnesota mississippi",
    "missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah",
    "vermont virginia washington wisconsin wyoming york",
)
