"""The second engine: an independent decision of every case by a Rete network, durable_rules.

A condition becomes two positive formulas, *certainly true* and *certainly false* (:mod:`.formula`), these become
clauses of small-integer tests (:mod:`.clauses`), packed into rulesets the library can bear (:mod:`.pack`). The parent
process writes cases as flat integer facts (:mod:`.encode`); a child process holds the network (:mod:`.network`,
:mod:`.verdicts`, :mod:`.worker`), so that its crash or hang is an error told to the reader and never a verdict.
"""

from kiemnhiem.evaluate.rete.engine import Answer, OpenRemedy, ReteEngine

__all__ = ["Answer", "OpenRemedy", "ReteEngine"]
