"""The registry knows whatever the article speaks of by the names that the article uses."""

from __future__ import annotations

import pytest
from captured import capture
from rdflib import RDFS, URIRef
from rdflib.namespace import SKOS

from claimgraph.vocab import ID

# The names under which the article speaks of actors, metonyms and plurals among them. Where its
# author took his degree is no part of what he argues, and left out.
ACTORS = {
    "united-states": {"United States", "U.S.", "Washington"},
    "us-department-of-commerce": {"U.S. Department of Commerce", "DoC"},
    "china": {"China"},
    "chinese-government": {"Chinese government"},
    "chinese-central-government": {"central authorities in Beijing"},
    "chinese-local-governments": {"local governments"},
    "shenzhen-municipal-government": {"Shenzhen municipal government", "Shenzhen government"},
    "south-korea": {"South Korea"},
    "middle-powers": {"middle-power economies", "middle powers"},
    "netherlands": {"Dutch"},
    "us-allies": {"allies", "partners"},
    "huawei": {"Huawei", "Huawei Technologies"},
    "honor": {"Honor"},
    "smi": {"Shenzhen Major Industry Investment Group", "SMI"},
    "shenzhen-zhixin": {"Shenzhen Zhixin New Information Technology Co."},
    "honor-consortium": {"local government-led consortium"},
    "nvidia": {"Nvidia"},
    "tsmc": {"TSMC"},
    "tsmc-chinese-clients": {"Chinese clients"},
    "xiamen-sophgo": {"Xiamen Sophgo Technologies"},
    "smic": {"SMIC"},
    "asml": {"ASML"},
    "asml-employee": {"China-based employee"},
    "us-equipment-vendors": {"U.S. vendors"},
    "chinese-companies": {"Chinese companies", "Chinese firms"},
    "sanctions-evaders": {"sanctions evaders"},
    "domestic-sanctions-evaders": {"domestic partners"},
    "foreign-sanctions-evaders": {"foreign partners"},
    "third-party-intermediaries": {"third-party intermediaries"},
    "offshore-entities": {"offshore entities"},
    "shell-companies": {"shell companies"},
    "south-korean-firms": {"its firms"},
    "inhan-kim": {"Inhan Kim", "Kim Inhan"},
    "ewha-womans-university": {"Ewha Womans University"},
}

# Likewise the technologies and the measures.
THINGS = {
    "semiconductors": {"semiconductors", "chips"},
    "advanced-chips": {"advanced chips", "cutting-edge chips"},
    "seven-nm-chip": {"7 nm chip"},
    "seven-nm-chips": {"7 nm chips"},
    "ascend-910b": {"Ascend 910B"},
    "mate-60-pro": {"Mate 60 Pro"},
    "semiconductor-ecosystem": {"self-sufficient semiconductor ecosystem"},
    "duv-lithography": {"deep ultraviolet lithography systems", "DUV lithography"},
    "manufacturing-equipment": {"semiconductor manufacturing equipment"},
    "essential-materials": {"essential materials"},
    "components": {"components"},
    "telecommunications-equipment": {"telecommunications equipment"},
    "smartphones": {"high-end smartphones"},
    "laptops": {"advanced laptops"},
    "cloud-computing": {"cloud computing"},
    "database-software": {"database software"},
    "operating-systems": {"operating systems"},
    "artificial-intelligence": {"artificial intelligence", "AI"},
    "private-networks": {"private networks"},
    "virtualization": {"virtualization"},
    "american-technology": {"American technologies", "U.S. technology"},
    "indigenous-innovation": {"indigenous innovation"},
    "sanctions-on-huawei": {"U.S. sanctions", "U.S. restrictions"},
    "legislation-against-huawei": {"legislative efforts targeting Huawei"},
    "entity-list-designation": {"trade blacklist", "Entity List designation of Huawei"},
    "temporary-general-license": {"Temporary General License"},
    "export-controls": {"U.S. export controls"},
    "export-control-laws": {"export control laws"},
    "government-grants": {"government grants to Huawei"},
    "extraterritorial-sanctions": {"extraterritorial sanctions"},
    "economic-coercion": {"economic coercion", "strategic economic coercion"},
}

# Names that mean something only beside the name of whose they are: the graph has them in full.
IN_FULL = {
    "local governments": "Local governments of China",
    "Dutch": "Netherlands",
    "allies": "U.S. allies",
    "partners": "American partners",
    "local government-led consortium": "Consortium led by a local government",
    "Chinese clients": "TSMC’s Chinese clients",
    "China-based employee": "Employee of ASML based in China",
    "its firms": "South Korean firms",
}


@pytest.mark.parametrize(("known", "names_used"), sorted((ACTORS | THINGS).items()))
def test_registry_knows_the_names_the_article_uses(known, names_used):
    labels = {
        str(label).casefold()
        for part in (RDFS.label, SKOS.altLabel)
        for label in capture().objects(URIRef(f"{ID}{known}"), part)
    }

    assert {IN_FULL.get(each, each).casefold() for each in names_used} - labels == set()
