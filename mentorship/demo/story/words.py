"""What the invented people wrote: short, plausible, about nobody."""

from __future__ import annotations

from typing import NamedTuple


class Feedback(NamedTuple):
    """What somebody who watched wrote: what went well, what to improve, one next step."""

    focus: str
    strengths: str
    to_improve: str
    next_step: str


FEEDBACK = (
    Feedback(
        "History in a noisy bay",
        "Sat down, asked one open question and waited. The patient told you what mattered within a minute.",
        "You moved to the examination before you had asked about medicines.",
        "Close every history aloud: medicines, allergies, worries",
    ),
    Feedback(
        "Abdominal pain",
        "Structured examination, and you looked at the face while you pressed.",
        "Your differential came after the tests. Say it before you order.",
        "Write down three diagnoses before ordering on the next five patients",
    ),
    Feedback(
        "Handover at the end of the shift",
        "Clear first sentence; everybody knew who was sick.",
        "Two open results had no owner.",
        "End each handover with: who does what, by when",
    ),
    Feedback(
        "Chest pain",
        "You read the ECG systematically and said what you did not see.",
        "The plan changed twice because you had not asked the nurse what she had tried.",
        "Ask the nurse first on every new patient this week",
    ),
    Feedback(
        "Explaining a discharge",
        "You let her repeat the plan in her own words, and corrected it kindly.",
        "Too many safety-net points at once; she kept two.",
        "Choose the two signs to come back for, and write them on the letter",
    ),
    Feedback(
        "A confused older patient",
        "Patient, calm, and you asked the daughter the right question: what is new?",
        "The bedside cognitive test was begun and not finished.",
        "Finish one structured cognitive test on each of the next three older patients",
    ),
    Feedback(
        "Breathless at triage",
        "Recognised a sick patient from the door and called for help at once.",
        "You stopped leading when the senior arrived; go on until you are relieved.",
        "Lead the first two minutes aloud in the next simulation",
    ),
    Feedback(
        "Shared decision about imaging",
        "You explained the uncertainty honestly.",
        "Numbers would have helped: you said “rare”.",
        "Look up and practise one pair of numbers for head imaging",
    ),
)

SKILL_FEEDBACK = (
    Feedback(
        "Preparation and technique",
        "Everything was laid out before you began, and you said each step aloud.",
        "You hurried the last part when it went well.",
        "Count to ten before the final step, then check",
    ),
    Feedback(
        "Landmarks and comfort",
        "You found the landmarks at the first try and kept talking to the patient.",
        "The table was too low for you; your wrist paid for it.",
        "Set height and light before washing hands, every time",
    ),
    Feedback(
        "Consent and sequence",
        "Consent in plain words, with a real question at the end.",
        "You looked for the next instrument twice.",
        "Lay out the tray in the order of use and photograph it for yourself",
    ),
    Feedback(
        "A difficult one",
        "You stopped after two attempts and said so. That is the hardest part.",
        "Ask for the smaller size earlier.",
        "Decide on the stopping rule aloud before beginning",
    ),
)

RESPONSES = (
    "I had not noticed that. I will try it tomorrow.",
    "Helpful and fair. The next step fits in my pocket notes.",
    "Thank you for waiting until we were alone.",
)

LESSONS = (
    ("I prepare too much and ask too little.", "Bring one question instead of five."),
    ("My goal was two goals. Smaller is better.", "Rewrite it and send it by Friday."),
    ("Saying what I cannot do yet was easier than I thought.", "Ask for the next supervised case by name."),
    ("I learned how differently we both read the same case.", "Read the two-page summary on sedation."),
    ("Talking about a bad night helped more than another tip.", "Sleep, then write the reflection for the portfolio."),
    ("I know now what the examiners look for.", "Practise the first two minutes with Noah."),
)

PLACES = ("Staff room, emergency department", "Simulation centre, room 2", "Café on the ground floor", "Video call")


class Plan(NamedTuple):
    """What a mentee wrote into a goal besides its sentence, with the actions that follow."""

    reality: str
    options: str
    will: str
    actions: tuple[str, ...]


PLANS = {
    "procedures": (
        Plan(
            "I have seen it often and done it in simulation; never on a patient with me in the lead.",
            "Simulation evenings; asking at the start of a shift who might need it; watching the technique film again.",
            "I ask at the beginning of every shift, and for feedback straight after each one.",
            ("Ask at the start of each shift for a suitable patient", "Book two simulation evenings"),
        ),
        Plan(
            "Two supervised attempts, one of them finished by somebody else.",
            "Bedside teaching with the registrar; a checklist of my own; the skills laboratory on Thursdays.",
            "One attempt a week with somebody beside me, and a note in the logbook the same day.",
            ("Write my own checklist for the procedure", "Go to the skills laboratory on Thursday"),
        ),
    ),
    "observations": (
        Plan(
            "I am told that I am thorough and slow. Nobody has watched me from beginning to end.",
            "Being watched with one question in mind; recording myself in simulation; watching my mentor once.",
            "I ask for one observation every two weeks and choose the focus myself beforehand.",
            ("Choose the focus for the next observation", "Watch my mentor take one history"),
        ),
        Plan(
            "I feel safe with one patient and lose the thread with three.",
            "Shadowing the coordinator; a card with the order of questions; debriefing after busy shifts.",
            "I try the card for two weeks, then we look at what it changed.",
            ("Make the pocket card", "Debrief with the coordinator after a busy shift"),
        ),
    ),
    "actions": (
        Plan(
            "I have an idea and no plan, and the deadline is nearer than I like.",
            "Talking to two people who did it last year; the careers office; one evening a week kept free.",
            "One step a week, each small enough to be done in an evening.",
            ("Talk to somebody who did it last year", "Write the first draft", "Send the draft to my mentor"),
        ),
    ),
}

WENT_WELL = (
    "We meet when we say we do, and I leave with one thing to try.",
    "Direct words, and time to think about them.",
    "The observations. I had not been watched before.",
)
TO_CHANGE = ("More time at the bedside, less on the phone.", "Start with the goal, not with the week.", "")
NEXT_FOCUS = ("Leading the first minutes", "Explaining risk in numbers", "Finishing the goal, then choosing the next")

TO_PROGRAM = (
    "Put the half-hour with the mentor into the rota. It falls out whenever the shift is full.",
    "A list of who can watch which procedure would save me three mails each time.",
    "More of it in the first two weeks, less later.",
    "Nothing. It is the one meeting I look forward to.",
    "Please tell the wards that observing takes ten minutes.",
)
