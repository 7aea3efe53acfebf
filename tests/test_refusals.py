"""Every refusal has a status and a sentence that people can act on, in each language."""

import inspect

import pytest

from awards import errors, rendering
from awards.errors import Refusal

REFUSALS = sorted(
    (one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, Refusal)),
    key=lambda one: one.__name__,
)
STATUS = {
    "Closed": 409,
    "Conflict": 409,
    "ConflictsFirst": 409,
    "CrossSite": 403,
    "Invalid": 422,
    "ContributorNotSignedIn": 401,
    "JurorNotSignedIn": 401,
    "LinkEnded": 410,
    "LinkUnknown": 404,
    "Misdirected": 400,
    "NominatorNotSignedIn": 401,
    "NotAllowed": 403,
    "NotFound": 404,
    "NotNow": 409,
    "NotSignedIn": 401,
    "NotYet": 409,
    "Refusal": 400,
    "StaffNotSignedIn": 401,
    "TooLarge": 413,
    "TooMany": 429,
    "Unavailable": 503,
    "Withdrawn": 410,
}


def test_every_refusal_has_its_status() -> None:
    assert {one.__name__: one.status for one in REFUSALS} == STATUS


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("language", rendering.LANGUAGES)
def test_every_refusal_has_its_sentence_in_each_language(
    refusal: type[Refusal], language: str
) -> None:
    sentence = rendering.translate(language, refusal().message)

    assert sentence.endswith(".")
    assert (sentence == refusal.__doc__) == (language == "en")
