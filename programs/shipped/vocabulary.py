"""The words every program starts with: competency frameworks and topics.

Titles of the ACGME core competencies and of the AAMC Core Entrustable Professional Activities are facts and are named
as their owners publish them; their descriptions do not ship. The lists of topics are our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from programs.enums import TopicKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class ShippedFramework:
    """A published set of competencies: `competencies` are pairs of code and title, in the published order."""

    name: str
    version: str
    source: str
    competencies: Sequence[tuple[str, str]]


FRAMEWORKS: tuple[ShippedFramework, ...] = (
    ShippedFramework(
        name="ACGME core competencies",
        version="Common Program Requirements 2023",
        source="Accreditation Council for Graduate Medical Education, acgme.org",
        competencies=(
            ("PC", "Patient care and procedural skills"),
            ("MK", "Medical knowledge"),
            ("PBLI", "Practice-based learning and improvement"),
            ("ICS", "Interpersonal and communication skills"),
            ("PROF", "Professionalism"),
            ("SBP", "Systems-based practice"),
        ),
    ),
    ShippedFramework(
        name="AAMC Core EPAs for entering residency",
        version="2014",
        source="Association of American Medical Colleges, aamc.org",
        competencies=(
            ("EPA 1", "Gather a history and perform a physical examination"),
            ("EPA 2", "Prioritize a differential diagnosis following a clinical encounter"),
            ("EPA 3", "Recommend and interpret common diagnostic and screening tests"),
            ("EPA 4", "Enter and discuss orders and prescriptions"),
            ("EPA 5", "Document a clinical encounter in the patient record"),
            ("EPA 6", "Provide an oral presentation of a clinical encounter"),
            ("EPA 7", "Form clinical questions and retrieve evidence to advance patient care"),
            ("EPA 8", "Give or receive a patient handover to transition care responsibility"),
            ("EPA 9", "Collaborate as a member of an interprofessional team"),
            (
                "EPA 10",
                "Recognize a patient requiring urgent or emergent care and initiate evaluation and management",
            ),
            ("EPA 11", "Obtain informed consent for tests and/or procedures"),
            ("EPA 12", "Perform general procedures of a physician"),
            ("EPA 13", "Identify system failures and contribute to a culture of safety and improvement"),
        ),
    ),
)

TOPICS: Mapping[TopicKind, Sequence[str]] = {
    TopicKind.PROCEDURE: (
        "Abscess drainage",
        "Arterial blood gas sampling",
        "Arterial line",
        "Arthrocentesis",
        "Bag-mask ventilation",
        "Bladder catheter",
        "Cardioversion and defibrillation",
        "Central venous line",
        "Chest tube",
        "Cricothyrotomy",
        "Epistaxis control",
        "Fracture splinting",
        "Intraosseous access",
        "Intubation",
        "Lumbar puncture",
        "Nasogastric tube",
        "Nerve block",
        "Paracentesis",
        "Peripheral venous access",
        "Procedural sedation",
        "Shoulder reduction",
        "Slit-lamp examination",
        "Suturing",
        "Thoracentesis",
        "Ultrasound: cardiac",
        "Ultrasound: FAST",
        "Ultrasound: guided venous access",
        "Ultrasound: lung",
    ),
    TopicKind.CLINICAL: (
        "Airway management",
        "Breaking bad news",
        "Clinical reasoning",
        "Critical care",
        "De-escalation",
        "ECG interpretation",
        "Geriatric emergencies",
        "Handover",
        "History and examination",
        "Leading a resuscitation",
        "Mental health emergencies",
        "Pain management",
        "Palliative care in the emergency department",
        "Patient communication",
        "Pediatric emergencies",
        "Point-of-care ultrasound",
        "Radiograph interpretation",
        "Sepsis",
        "Shared decision making",
        "Teamwork and leadership",
        "Time management on shift",
        "Toxicology",
        "Trauma care",
        "Triage",
        "Wound care",
        "Writing notes",
    ),
    TopicKind.CAREER: (
        "Academic career",
        "Applying for residency",
        "Choosing a specialty",
        "Curriculum vitae and personal statement",
        "Fellowships",
        "Global health",
        "Interview preparation",
        "Leadership",
        "Medical education as a career",
        "Moving country",
        "Networking",
        "Returning after leave",
        "Well-being and workload",
        "Work and family",
    ),
    TopicKind.RESEARCH: (
        "Case reports",
        "Clinical trials",
        "Data analysis and statistics",
        "Grant writing",
        "Health services research",
        "Journal clubs and critical appraisal",
        "Literature review",
        "Medical education research",
        "Presenting at a conference",
        "Public health research",
        "Qualitative research",
        "Quality improvement",
        "Resuscitation research",
        "Scientific writing",
        "Simulation research",
        "Ultrasound research",
    ),
}

ALSO_CALLED: Mapping[str, str] = {
    "abg": "Arterial blood gas sampling",
    "arterial blood gas": "Arterial blood gas sampling",
    "airway": "Airway management",
    "central line": "Central venous line",
    "central venous access": "Central venous line",
    "central venous catheter": "Central venous line",
    "cv": "Curriculum vitae and personal statement",
    "cv and personal statement": "Curriculum vitae and personal statement",
    "cvc": "Central venous line",
    "chest drain": "Chest tube",
    "chest tube insertion": "Chest tube",
    "ecg": "ECG interpretation",
    "ekg": "ECG interpretation",
    "endotracheal intubation": "Intubation",
    "fast": "Ultrasound: FAST",
    "fast scan": "Ultrasound: FAST",
    "fast ultrasound": "Ultrasound: FAST",
    "iv access": "Peripheral venous access",
    "joint aspiration": "Arthrocentesis",
    "laceration repair": "Suturing",
    "lp": "Lumbar puncture",
    "paediatric emergency": "Pediatric emergencies",
    "pocus": "Point-of-care ultrasound",
    "point of care ultrasound": "Point-of-care ultrasound",
    "qi": "Quality improvement",
    "reduction of shoulder dislocation": "Shoulder reduction",
    "residency application": "Applying for residency",
    "resuscitation": "Leading a resuscitation",
    "sedation": "Procedural sedation",
    "shoulder dislocation reduction": "Shoulder reduction",
    "statistics": "Data analysis and statistics",
    "stitching": "Suturing",
    "suture": "Suturing",
    "tube thoracostomy": "Chest tube",
    "ultrasound": "Point-of-care ultrasound",
    "ultrasound fast": "Ultrasound: FAST",
    "ultrasound (fast)": "Ultrasound: FAST",
    "wellbeing": "Well-being and workload",
    "x-ray interpretation": "Radiograph interpretation",
}
"""What people write for a shipped topic, in lower case and in the singular."""
