"""Nouns of things that happen on a day, each with the other words that reports use for it."""

from rag.text.lexicon import collect_words

# noun: words of which one stands in a report of it, beside the noun and its inflections
_NOUNS = (
    "abdication: abdicated abdicates; acquittal: acquitted; airstrike: airstrikes strike; "
    "ambush: ambushed; arrest: arrested; assassination: assassinated killed shot; "
    "attack: attacked attacks; avalanche:; ballot: vote; bankruptcy: bankrupt; "
    "blackout: outage; blast: explosion exploded; blaze: fire wildfire; bombing: bomb bombed; "
    "boycott:; breakup: split; ceasefire: truce; ceremony:; closure: closed closes close; "
    "collapse: collapsed collapses; conviction: convicted guilty; coronation: crowned; coup:; "
    "crash: crashed; cyberattack: hackers hacked; cyclone: storm; death: died dies dead; "
    "debate:; defeat: defeated lost; derailment: derailed; disaster:; dismissal: dismissed fired; "
    "drought:; earthquake: quake; eclipse:; election: elected vote; eruption: erupted erupts; "
    "evacuation: evacuated; execution: executed; explosion: exploded blast; fire: blaze; "
    "flood: floods floodwaters; flooding: floods floodwaters; funeral: buried; "
    "hack: hacked hackers; heatwave: heat; hijacking: hijacked; hurricane: storm; "
    "impeachment: impeached; inauguration: sworn inaugurated; indictment: indicted; "
    "insurrection: riot; invasion: invaded invades; jubilee:; kidnapping: kidnapped; "
    "killing: killed; landing: landed lands; landslide: mudslide; launch: launched launches; "
    "layoff: fired; leak: leaked; march:; massacre: massacred shooting killed; "
    "merger: merge merged; murder: murdered killed; mutiny:; oscars:; ouster: ousted; "
    "outage: blackout; outbreak:; pandemic:; parade:; premiere: premiered; primary: primaries; "
    "protest: protests protesters; quake: earthquake; raid: raided search searched; rally:; "
    "recall: recalled recalls; referendum: vote; resignation: resigned resigns resign; "
    "retirement: retire retires retired; revolt:; riot: rioters; ruling: ruled rules; runoff:; "
    "sacking: sacked fired; search: searched raid raided; sentencing: sentenced; "
    "shooting: shot gunman; shutdown:; siege:; sinking: sank sunk sinks; slap: slapped slaps; "
    "spill: spilled; stabbing: stabbed; stampede: crush; storm:; strike: strikes strikers; "
    "summit:; takeover: acquisition buy acquire; tornado: tornadoes twister; tremor: quake; truce: "
    "ceasefire; tsunami:; typhoon: storm; unrest: protests riots; uprising:; verdict: guilty "
    "convicted; visit: visits visited; vote: voted voters; walkout:; war: invasion; "
    "wedding: married; wildfire: fire wildfires; withdrawal: withdrew withdraw"
)
# Happen all the time: read as events, but never dated, so that the reader is told.
VAGUE = collect_words(
    "meeting talks speech incident announcement decision scandal conference hearing trial",
    "agreement deal interview",
)
FORMS = {
    noun: (noun, *forms.split())
    for noun, _, forms in (row.partition(":") for row in _NOUNS.split("; "))
} | {noun: (noun,) for noun in VAGUE}
