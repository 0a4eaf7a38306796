"""Why each kind of message is sent, in the words of the page “Why did I get this?”; every kind in `KINDS` has a line here.

The sentence follows “You get it because”. It names nobody, and says nothing that the message itself does not say.
"""

from __future__ import annotations

from engage.carer_log import due as carer_log_due
from engage.coverage.rules import messages as coverage
from engage.digests import rules as digests
from engage.mailings import rules as mailings
from engage.mailings.rules import dates
from engage.message_templates import rules as templates
from engage.privacy import due as privacy_due
from engage.sharing.queries import looking, overrides
from engage.teams import due as teams_due
from engage.teams.actions.appointing import WELCOME as APPOINTED
from engage.welcome import actions as welcome
from engage.welcome import due as welcome_due

BECAUSE: dict[str, str] = {
    "staff.invitation": "somebody here made an account for this address.",
    "staff.new_password": "somebody asked for a new password with this address.",
    "staff.changed": "how this account signs in was changed.",
    "accounts.sign_in": "somebody asked to sign in with this address.",
    "pool.confirm": "somebody asked to join our engagement pool with this address.",
    "contacts.confirm": "somebody in our engagement pool asked to be reached at this address.",
    "contacts.changed": "the e-mail address that signs in to an account was changed.",
    "pool.left": "somebody at this address left the engagement pool. It is the last message.",
    "consent.changed": "what we send to this address was changed. We send one such message a day at most.",
    "consent.break_over": "the day came that was named for the end of a break. We write about it once.",
    "needs.review": "a year ago you told us how we can help you to take part.",
    "consent.renew": "something you said yes to runs out soon. We ask a few times at most, and not after you answered.",
    welcome.WELCOMED: "you joined us and we have been in touch with you.",
    "carers.young": "you lead on carers, and somebody under 18 was written down as one.",
    welcome_due.KIND: "you welcome people, and somebody has waited long.",
    carer_log_due.KIND: "you answer for what was promised to carers, and something is due.",
    privacy_due.REQUEST: "you answer requests about what we hold, and one waits.",
    privacy_due.COMING: "you look after how long things are kept, and something is to be let go.",
    privacy_due.LOOKS: "you watch over who reads records, and some reading is worth a question.",
    coverage.KIND: "you are a carer champion, a deputy or the manager of a team.",
    coverage.TEST: "you asked for a test of something you write.",
    looking.LOOK_AGAIN: "you answer for carers in a team, and what may be shared is to be looked at again.",
    overrides.OVERRIDDEN: "you watch over what is shared without an agreement, and something was.",
    APPOINTED: "you were appointed to serve a team. We write about it once.",
    teams_due.UNCOVERED: "you manage this team or look after the champions, and it has none.",
    teams_due.TRAINING: "you serve a team, and training of yours runs out.",
    mailings.KIND: "you said yes to messages of this kind.",
    digests.KIND: "you said yes to being asked, and something new fits you. We send it once a week at most.",
    templates.TEST: "you asked for a test of a message’s words.",
    dates.CHANGED: "we told you about this date, and it has changed.",
    dates.CANCELLED: "we told you about this date, and it is cancelled.",
    mailings.TEST: "you asked for a test of something you write.",
    "demo.newsletter": "a new newsletter came out.",
}
