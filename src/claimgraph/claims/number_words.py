"""Lists the English words for numbers, shares, multiples and units, with what they stand for."""

from __future__ import annotations

from decimal import Decimal

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, 1)
}
# The powers of ten that words behind a figure multiply it by.
SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
# The parts of a whole that have names, in how many such it is divided.
PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
         "eighth": 8, "ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100,
         "thousandth": 1000}  # fmt: skip

# A unit is the local name of its IRI in QUDT; of several that words fit, the likeliest is first.
Units = tuple[str, ...]
RATIO: Units = ("UNITLESS", "NUM")
PERCENT: Units = ("PERCENT",)

# Words that multiply the number before them, and by what, in which unit; none: that of the noun
# behind them.
MULTIPLES: dict[str, tuple[tuple[int, Units], ...]] = {
    r"decades?": ((10, ("YR",)),),
    r"century|centuries": ((100, ("YR",)),),
    r"millennium|millennia": ((1000, ("YR",)),),
    r"fortnights?": ((2, ("WK",)), (14, ("DAY",))),
    r"dozens?": ((12, ()),),
    r"score": ((20, ()),),
}


def _ratio(value: str, percent: str = "") -> tuple[tuple[Decimal, Units], ...]:
    by_percent = ((Decimal(percent), PERCENT),) if percent else ()
    return ((Decimal(value), RATIO), *by_percent)


# Words that are a figure by themselves: its values with their units, the likeliest first.
ALONE: dict[str, tuple[tuple[Decimal, Units], ...]] = {
    "halved": (*_ratio("0.5", "50"), *_ratio("2")),
    "halves": (*_ratio("0.5", "50"), *_ratio("2")),
    "halving": (*_ratio("0.5", "50"), *_ratio("2")),
    **dict.fromkeys(("double", "doubled", "doubles", "doubling"), _ratio("2", "100")),
    **dict.fromkeys(("triple", "tripled", "triples", "tripling"), _ratio("3", "200")),
    **dict.fromkeys(("treble", "trebled", "trebles", "trebling"), _ratio("3", "200")),
    **dict.fromkeys(("quadruple", "quadrupled", "quadrupling"), _ratio("4", "300")),
    "once": ((Decimal(1), ()),),
    "twice": _ratio("2"),
    "thrice": _ratio("3"),
    **{f"{word}fold": _ratio(str(number)) for word, number in NUMBERS.items() if number > 1},
}

# The units that words name.
UNITS: dict[str, Units] = {
    r"US\$|\$|(?:U\.?S\.? )?dollars?|USD": ("CCY_USD",),
    r"€|euros?|EUR": ("CCY_EUR",),
    r"£|GBP|sterling": ("CCY_GBP",),
    r"pounds?": ("CCY_GBP", "LB"),
    r"(?:Chinese )?yuan|renminbi|RMB|CNY": ("CCY_CNY",),
    r"¥": ("CCY_CNY", "CCY_JPY"),
    r"(?:Japanese )?yen|JPY": ("CCY_JPY",),
    r"percentage points?": ("PERCENT", "PERCENTAGE_POINT"),
    r"per ?cent|%": PERCENT,
    r"months?": ("MO",),
    r"years?": ("YR",),
    r"weeks?": ("WK",),
    r"days?": ("DAY",),
    r"hours?": ("HR",),
    r"minutes?": ("MIN",),
    r"seconds?": ("SEC",),
    r"nm|nanomet(?:re|er)s?": ("NanoM",),
    r"mm|millimet(?:re|er)s?": ("MilliM",),
    r"cm|centimet(?:re|er)s?": ("CentiM",),
    r"km|kilomet(?:re|er)s?": ("KiloM",),
    r"met(?:re|er)s?": ("M",),
    r"miles?": ("MI",),
    r"kg|kilograms?|kilos?": ("KiloGM",),
    r"grams?": ("GM",),
    r"tonnes?|tons?": ("TONNE", "TON_Metric", "TON_US", "TON_UK"),
    r"degrees?|°C?": ("DEG_C", "DEG_F", "DEG"),
}
