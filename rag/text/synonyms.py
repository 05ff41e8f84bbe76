"""Words that a writer may put for each other when telling the news again. English, by hand.

A word may stand in several rows; only words of one row stand for each other. Left out on purpose:
words that differ in what a reader would act on, as "charged" and "convicted", "said" and
"admitted", and those that `rag.text.lexicon` holds to be rivals.
"""

from rag.text.tokens import stem

_ROWS = (
    # people and bodies
    "film movie; company firm business corporation enterprise; city town; officer police "
    "policeman cop; scientist researcher; manager boss; job post role position; baby infant "
    "newborn; child kid youngster; person people human individual; worker employee staff; fan "
    "supporter; rival opponent competitor; team side club squad; player footballer; author "
    "writer; doctor physician medic; lawyer attorney solicitor barrister; soldier troop "
    "serviceman; gunman shooter attacker assailant; thief burglar robber; killer murderer; "
    "resident inhabitant villager; pupil student; teacher educator; leader head chief; ally "
    "partner; refugee migrant; expert specialist; member part; band group; lawmaker legislator; "
    "politician statesman; customer client shopper consumer; driver motorist; firefighter "
    "fireman; star celebrity; relative family kin; founder creator; singer vocalist; ex former "
    "previous; government administration authority; organization organisation body group; agency "
    "service; court tribunal; "
    # things and places
    "car vehicle automobile; plane aircraft jet airliner aeroplane airplane; ship vessel boat; "
    "ferry ship vessel boat; lorry truck; home house; flat apartment; building structure; stadium "
    "ground venue arena; site place location spot; road street highway; area region zone "
    "district; country nation state; border frontier; shop store; hospital clinic; school "
    "college; phone mobile smartphone cellphone; photo picture image photograph photography; "
    "video footage film clip; song track single; album record; book novel; show programme program "
    "series; cash money; weapon gun firearm; gun rifle pistol; bomb explosive device; drug "
    "medicine medication; illness disease sickness condition; virus infection; injury wound; sea "
    "ocean; forest wood woodland; food meal; website site; letter note; document paper file; data "
    "information; plant factory; blaze fire; storm hurricane; rain rainfall; quake earthquake "
    "tremor; flood flooding; body corpse remains; "
    # events
    "match game fixture; contest competition tournament; election vote ballot poll; talk "
    "negotiate negotiation discuss discussion; deal agreement contract pact accord; attack "
    "assault raid strike; killing murder; death fatality; crash collision accident; crime offence "
    "offense; trial hearing; probe inquiry investigation investigate; protest demonstration rally "
    "demonstrate; fight battle; war conflict; meeting summit; party celebration celebrate; debut "
    "premiere; event incident occurrence; start beginning begin; end finish conclude conclusion; "
    "wedding marriage marry wed; birth born; trip journey visit travel; concert gig; goal score; "
    "victory win triumph; defeat beat; defeat loss lose; success successful; penalty fine; award "
    "prize honour honor; plan proposal scheme propose; bid attempt try effort; ban prohibit bar "
    "forbid block; restriction limit curb; law legislation act bill; rule regulation; step "
    "measure; issue problem matter; danger risk threat hazard; cost price expense; pay wage "
    "salary; profit earnings; revenue sales turnover income; budget spending; debt loan; tax levy "
    "duty; cut reduction reduce lower; rise increase growth grow; fall drop decline decrease; "
    # doing
    "appoint name hire recruit select choose pick; fire sack dismiss axe oust; resign quit step "
    "retire; leave depart exit departure; return come back; arrive reach come; visit tour; move "
    "relocate transfer; join sign; buy purchase acquire acquisition; sell sale; own possess; "
    "build construct erect construction; create make produce found establish; found establish "
    "form launch set; open launch start; close shut; stop halt end cease; suspend halt pause; "
    "cancel scrap axe abandon; delay postpone; begin start commence; continue remain keep stay; "
    "release publish issue; release free; launch unveil introduce; reveal show disclose; show "
    "demonstrate; discover find; see spot notice witness; watch view; hear listen; search seek "
    "look hunt; need require; want wish hope seek; ask request call urge appeal demand; urge "
    "encourage; order command instruct; force compel oblige; allow permit let enable; approve "
    "back endorse support; reject refuse decline dismiss; oppose object; accept agree; promise "
    "vow pledge; warn caution; criticize criticise condemn slam attack denounce; blame accuse; "
    "praise hail laud commend; thank grateful; apologize apologise apology sorry; deny reject; "
    "claim allege assert; believe think feel; expect anticipate; predict forecast project; decide "
    "determine decision choose; help aid assist; rescue save; protect guard safeguard defend; "
    "treat care; heal recover recovery; hurt injure wound injury; kill slay murder; die perish "
    "pass; destroy wreck ruin devastate; damage harm; hit strike; shoot fire; stab knife; steal "
    "rob theft; arrest detain custody hold; imprison jail prison; sentence jail; charge accuse; "
    "sue lawsuit; flee escape run; chase pursue; hide conceal; crash smash collide; fall "
    "collapse; explode blast explosion blow; burn fire; sink founder; climb scale; carry "
    "transport; send dispatch deploy; bring take; give provide offer supply grant; get receive "
    "obtain gain earn secure; win earn gain secure; raise lift boost; use utilize employ; cost "
    "worth value; last run; live reside dwell; raise rear; feature star "
    "appear; play portray; perform performance; sing song; direct director; write pen wrote "
    "author; lead head captain; manage run; compete race; train coach; score net; beat defeat "
    "overcome; draw tie; face meet; change alter; improve enhance boost; worsen deteriorate; "
    "strengthen boost; involve participate part take; host hold stage; gather assemble; share "
    "split divide; link connect tie association associate; cause lead trigger spark prompt; "
    "happen occur; affect impact hit; address tackle deal; handle deal; aim goal target; face "
    "confront; suffer endure; exceed surpass top; double twice; describe call; nickname dub call; "
    "remember recall; honour honor tribute; mark celebrate commemorate; "
    # how
    "big large huge major massive giant enormous vast; small little tiny minor; fast quick rapid "
    "speedy swift; old aged elderly; new fresh recent latest; first initial initially original "
    "originally; last final; previous former earlier prior previously formerly; current currently "
    "now present; main key chief principal primary central; important significant crucial vital "
    "key; top best leading highest; famous well-known known renowned prominent notable noted; "
    "popular favourite favorite; rich wealthy; poor impoverished; hard difficult tough; easy "
    "simple; dangerous unsafe risky hazardous; safe secure; ill sick unwell; angry furious; happy "
    "pleased delighted glad; sad upset; scared afraid frightened; strange odd unusual; rare "
    "uncommon; common widespread; whole entire full; total overall; global worldwide "
    "international world; local nearby; near close; alone solo; annual yearly; several multiple "
    "numerous many various; sole only; mostly largely mainly; worldwide globally; uncertain "
    "unclear; severe serious grave; fatal deadly lethal; "
    # when and how much
    "day date; season campaign; number figure amount; part portion share; chance opportunity; "
    "reason cause; result outcome; way manner; view opinion; idea concept; name title; kind type "
    "sort; majority most"
)

_ROWS_OF: dict[str, frozenset[int]] = {}
for _number, _row in enumerate(_ROWS.split("; ")):
    for _word in _row.split(" "):
        _ROWS_OF[stem(_word)] = _ROWS_OF.get(stem(_word), frozenset()) | {_number}


def find_synonym_rows(word: str) -> frozenset[int]:
    """The rows in which a stem stands; two stems that share one may stand for each other."""
    return _ROWS_OF.get(word, frozenset())


def list_synonyms(word: str) -> frozenset[str]:
    """The words that may stand for a word, itself left out; none where it stands in no row."""
    rows = [_ROWS.split("; ")[number].split(" ") for number in find_synonym_rows(stem(word))]
    return frozenset(other for row in rows for other in row if stem(other) != stem(word))
