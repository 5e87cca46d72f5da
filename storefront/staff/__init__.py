"""Who of staff is there, and what they did: all that other pages need of it.

if not staff.admitted():            # draws the page to sign in on
    return
staff.bar()                         # the other pages of staff, and a button to sign out with the name on it
staff.require()                     # where an act is done; a button may be pressed after the sign-in ended
staff.did("publish", "version 12")  # for the audit
staff.who()                         # the name, for a history
staff.page_after_service(page)      # where to go on to who comes back from the shop's own sign-in service
"""

from storefront.staff.bar import bar
from storefront.staff.present import NotSignedIn, did, require, who
from storefront.staff.sign_in import admitted, page_after_service

__all__ = ["NotSignedIn", "admitted", "bar", "did", "page_after_service", "require", "who"]
