"""The elements of Akoma Ntoso by what they mean for a reader of text."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: What is no text.
SKIPPED = _names("meta componentData")
#: Elements that are one line of text.
LINES = _names(
    """p block heading subheading crossHeading from listIntroduction listConclusion listWrapUp
    tocItem caption docketNumber"""
)
#: Elements that hold lines and nothing of their own.
CONTAINERS = _names(
    """statement doc act bill debateReport debate judgment documentCollection officialGazette
    amendmentList amendment portion coverPage preface preamble mainBody body debateBody
    judgmentBody collectionBody amendmentBody portionBody conclusions attachments attachment
    components component recitals recital citations citation formula longTitle container
    hcontainer content intro wrapUp list blockList item blockContainer tblock toc ul ol li div
    foreign clause section part paragraph chapter title article book tome division point indent
    alinea rule subrule proviso subsection subpart subparagraph subchapter subtitle subdivision
    subclause sublist level transitional debateSection speech speechGroup question answer scene
    narrative other quotedStructure embeddedStructure interstitial introduction background
    arguments remedies motivation decision header administrationOfOath rollCall prayers
    oralStatements writtenStatements personalStatements ministerialStatements resolutions
    nationalInterest declarationOfVote communication petitions papers noticesOfMotion questions
    address proceduralMotions pointOfOrder adjournment"""
)
#: Elements inside a line; what else stands in one is told.
INLINE = _names(
    """b i u a sub sup span abbr ref mref rref mod mmod rmod remark recordedTime vote outcome ins
    del omissis embeddedText opinion placeholder fillIn decoration docType docTitle docNumber
    docProponent docDate docPurpose docAuthority docCommittee docIntroducer docStage docStatus
    docJurisdiction docketNumber legislature session shortTitle date time person organization
    concept object event location process role term quantity def entity courtType
    neutralCitation party judge lawyer signature argument affectedDocument relatedDocument change
    inline quotedText img eol br marker relatedDocument num"""
)
