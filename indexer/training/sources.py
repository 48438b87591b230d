"""The parallel sources: which are used, under which licence, how often they are sampled.

Every source of the data folder has one entry, used or not, so that leaving one
out is a decision on record and never an accident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["land", "general", "software"]


@dataclass(frozen=True, slots=True)
class Source:
    """One parallel file `<name>.tsv.gz`.

    `weight` is how often a row is sampled relative to weight 1; `rows` keeps
    only that many rows from the start of the file (None: all of them);
    `held_out` lets the source give rows to the development set.
    """

    name: str
    licence: str
    group: Group
    weight: float
    rows: int | None = None
    held_out: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that is in the data folder and is not trained on, with the reason."""

    name: str
    licence: str
    reason: str


_SHARE_ALIKE = "share-alike: whether model weights are an adaptation is unsettled"

USED: tuple[Source, ...] = (
    Source("open_sdg_translations", "MIT", "land", 8.0, held_out=True),
    Source("wocat_qcat", "Apache-2.0", "land", 8.0, held_out=True),
    Source(
        "unpc_devset_half",
        "UN Parallel Corpus v1.0 terms (free use, attribution, no warranty)",
        "land",
        8.0,
        held_out=True,
    ),
    # The file lists the documentation first (CC BY 4.0, as its own "about" page
    # says) and the strings of the GPL-2.0 plugin after row 2,812.
    Source(
        "trends_earth",
        "CC BY 4.0 (documentation only)",
        "land",
        8.0,
        rows=2812,
        held_out=True,
    ),
    Source("udhr", "Unicode licence / UN text", "land", 8.0),
    Source("openforis_arena", "MIT", "land", 3.0),
    Source("openforis_sepal", "MIT", "land", 2.0),
    Source("gbif_portal16", "Apache-2.0", "land", 2.5),
    Source("gbif_web", "Apache-2.0", "land", 2.5),
    Source("osm_id_tagging", "ISC", "land", 3.0),
    Source("hot_tasking_manager", "BSD-2-Clause", "general", 2.0),
    Source("tico19_dev", "CC0-1.0", "general", 4.0),
    Source("creative_commons", "MIT / CC0-1.0", "general", 3.0),
    Source("opensource_guide", "CC BY 4.0", "general", 3.0),
    Source("cldr_names", "Unicode-3.0", "general", 1.5),
    Source("tatoeba", "CC BY 2.0 FR", "general", 0.4),
    Source("godot_editor", "MIT", "software", 0.5),
    Source("python_docs", "CC0-1.0 translations of PSF-licensed text", "software", 0.5),
    Source("django_docs", "BSD-3-Clause", "software", 0.5),
    Source("react_dev", "CC BY 4.0", "software", 0.6),
    Source("tldr_pages", "CC BY 4.0", "software", 0.5),
)

LEFT_OUT: tuple[LeftOut, ...] = (
    LeftOut("wiktionary_dict", "CC BY-SA 3.0 + GFDL", _SHARE_ALIKE),
    LeftOut(
        "omw_wordnet_lemmas",
        "per wordnet: CC BY-SA 3.0, CeCILL-C, WordNet licence, CC BY 4.0",
        "share-alike for the greater part, and the file does not say which cell is whose",
    ),
    LeftOut("world_countries", "CC BY-SA 4.0", _SHARE_ALIKE),
    LeftOut("mozilla_legal", "CC BY-SA 3.0", _SHARE_ALIKE),
    LeftOut("gnome_user_docs", "CC BY-SA 3.0", _SHARE_ALIKE),
    LeftOut("mozilla_www", "MPL-2.0", "file-level copyleft: status of model weights doubtful"),
    LeftOut(
        "stellarium_skycultures",
        "per culture CC BY / CC BY-SA, scripts AGPL-3.0",
        "the file does not say which row has which licence",
    ),
)
