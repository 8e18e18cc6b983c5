"""JUnit XML as Jenkins and GitLab read it: a suite for each step; each test, and each finding, a case."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kiemnhiem.author.ci.model import Finding, Report, StepRun
from kiemnhiem.language import Lang
from kiemnhiem.problem import Severity
from kiemnhiem.report.words import plain


def junit(report: Report, lang: Lang) -> str:
    """The document. Notes are left out; what is accepted is a skipped case."""
    suites = Element("testsuites", name="kiemnhiem")
    for run in report.steps:
        suites.append(_suite(run, report, lang))
    for count in ("tests", "failures"):
        suites.set(count, str(sum(int(s.get(count, "0")) for s in suites)))
    suites.set("errors", "0")
    suites.set("time", f"{sum(s.seconds for s in report.steps):.3f}")
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _suite(run: StepRun, report: Report, lang: Lang) -> Element:
    suite = Element("testsuite", name=f"kiemnhiem.{run.step}")
    failed = {id(f.test): f for f in run.findings if f.test}
    for test in run.tests:
        case = SubElement(suite, "testcase", name=plain(test.name), classname=test.policy)
        if id(test) in failed:
            _outcome(case, failed[id(test)], report, lang)
    for finding in run.findings:
        if finding.test is None and finding.problem.severity is not Severity.NOTE:
            place, problem = finding.problem.place, finding.problem
            line = f" {place.line}" if place and place.line else ""
            name = f"{problem.code.id}{line}: {problem.words(lang)}"
            file = report.path(place) if place else str(run.step)
            _outcome(SubElement(suite, "testcase", name=plain(name), classname=file), finding, report, lang)
    if run.not_run:
        case = SubElement(suite, "testcase", name=str(run.step), classname=str(run.step))
        SubElement(case, "skipped", message=plain(run.not_run.words(lang)))
    elif len(suite) == 0:
        SubElement(suite, "testcase", name=str(run.step), classname=str(run.step))
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite)))
    suite.set("errors", "0")
    suite.set("time", f"{run.seconds:.3f}")
    if run.told:
        SubElement(suite, "system-out").text = plain("\n".join(p.message(lang) for p in run.told))
    return suite


def _outcome(case: Element, finding: Finding, report: Report, lang: Lang) -> None:
    problem = finding.problem
    if finding.accepted is not None:
        SubElement(case, "skipped", message=plain(finding.accepted[lang]))
        return
    place = problem.place
    where = ":".join(str(p) for p in (report.path(place), place.line, place.column) if p is not None) if place else ""
    shows = [finding.shows[lang]] if finding.shows else []
    failure = SubElement(case, "failure", type=problem.code.id, message=plain(problem.words(lang)))
    failure.text = plain("\n".join(filter(None, [where, problem.words(lang), problem.code.advice[lang], *shows])))
