#include <stdio.h>
#include <string.h>

#include "mailproc/base/words.h"
#include "parsers/parser.h"
#include "templates/compose.h"
#include "templates/mails.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *own;
	const char *subject;
	const char *want; /* VERB id RESULT arg; one after the other */
} rows[] = {
{ "plain", "APPROVE 12", "", "APPROVE 12 OK ;" },
{ "lower case, colon, number sign, stop", "approve: #12.", "", "APPROVE 12 OK ;" },
{ "stars", "**APPROVE 12**", "", "APPROVE 12 OK ;" },
{ "brackets", "Approve [12]", "", "APPROVE 12 OK ;" },
{ "several ids", "APPROVE 12, 13", "", "APPROVE 12 OK ;APPROVE 13 OK ;" },
{ "no id", "APPROVE", "", "APPROVE 0 OK ;" },
{ "a reason behind", "DENY 3 too broad", "", "DENY 3 OK too broad;" },
{ "a reason behind a colon", "DENY 3: too broad", "", "DENY 3 OK too broad;" },
{ "wide digits are no reason", "DECLINE: １９", "", "message 0 AMBIGUOUS ;" },
{ "an id in quotes is no reason", "DENY: \"595\"", "", "message 0 AMBIGUOUS ;" },
{ "an id behind signs is no reason", "DENY :!542", "", "message 0 AMBIGUOUS ;" },
{ "an id with a zero in front is no reason", "DENY: 012", "", "message 0 AMBIGUOUS ;" },
{ "a reason with a number in it", "DENY: all 12 courses", "", "DENY 0 OK all 12 courses;" },
{ "a question", "ASK 3 Which course?", "", "ASK 3 OK Which course?;" },
{ "a new sponsor", "SPONSOR 3 prof@campus.example", "", "SPONSOR 3 OK prof@campus.example;" },
{ "sponsor alone confirms", "SPONSOR", "", "CONFIRM 0 OK ;" },
{ "yes", "Yes", "", "CONFIRM 0 OK ;" },
{ "i confirm", "I confirm.", "", "CONFIRM 0 OK ;" },
{ "no", "No", "", "DECLINE 0 OK ;" },
{ "reject", "REJECT 4", "", "DECLINE 4 OK ;" },
{ "no-break space", "APPROVE\xc2\xa0""12", "", "APPROVE 12 OK ;" },
{ "zero width inside", "APPR\xe2\x80\x8bOVE 12", "", "APPROVE 12 OK ;" },
{ "byte order mark", "\xef\xbb\xbf""APPROVE 12", "", "APPROVE 12 OK ;" },
{ "full-width digits are none", "APPROVE \xef\xbc\x91\xef\xbc\x92", "", "message 0 AMBIGUOUS ;" },
{ "bidi control is none", "APPROVE \xe2\x80\xae""12", "", "message 0 AMBIGUOUS ;" },
{ "negation", "Do not approve 12", "", "message 0 AMBIGUOUS ;" },
{ "not approved", "not approved", "", "message 0 AMBIGUOUS ;" },
{ "a condition", "yes, but only for one course", "", "message 0 AMBIGUOUS ;" },
{ "more words", "APPROVE 12 please", "", "message 0 AMBIGUOUS ;" },
{ "a slip", "APROVE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "a slip voids what stands beside it", "APPROVE 12\nCONFRIM 13", "", "APPROVE 12 AMBIGUOUS ;message 0 UNKNOWN_VERB ;" },
{ "two decisions on one request", "APPROVE 12\nDENY 12", "", "APPROVE 12 AMBIGUOUS ;DENY 12 AMBIGUOUS ;" },
{ "two requests", "APPROVE 12\nDENY 13", "", "APPROVE 12 OK ;DENY 13 OK ;" },
{ "status beside a decision", "STATUS 12\nAPPROVE 12", "", "STATUS 12 OK ;APPROVE 12 OK ;" },
{ "blank lines between", "\nAPPROVE 12\n\nAPPROVE 13\nthanks", "", "APPROVE 12 OK ;APPROVE 13 OK ;" },
{ "leading zero is no id", "APPROVE 012", "", "message 0 AMBIGUOUS ;" },
{ "too long an id", "APPROVE 12345678901", "", "message 0 AMBIGUOUS ;" },
{ "below a greeting is no command", "Hello,\nAPPROVE 12", "", "" },
{ "the subject, if there is no text", "", "Re: APPROVE 12", "APPROVE 12 OK ;" },
{ "the subject behind tags", "", "[External] Re: [Canvas token #12] CONFIRM 12", "CONFIRM 12 OK ;" },
{ "not the subject if there is text", "hello", "APPROVE 12", "" },
{ "help", "help", "", "HELP 0 OK ;" },
{ "a form is none", "Purpose: approve grades", "", "" },
{ "everyday no is none", "I have no other way to do this", "", "" },
{ "a negation in the middle of a line", "I can not confirm this", "", "message 0 AMBIGUOUS ;" },
/* around the line */
{ "smart quotes", "“APPROVE 12”", "", "APPROVE 12 OK ;" },
{ "low quotes", "„APPROVE 12“", "", "APPROVE 12 OK ;" },
{ "guillemets", "« CONFIRM 12 »", "", "CONFIRM 12 OK ;" },
{ "straight quotes", "\"APPROVE 12\"", "", "APPROVE 12 OK ;" },
{ "quotes, stop inside", "'APPROVE 12.'", "", "APPROVE 12 OK ;" },
{ "quotes, stop outside", "'APPROVE 12'.", "", "APPROVE 12 OK ;" },
{ "backticks", "`APPROVE 12`", "", "APPROVE 12 OK ;" },
{ "dashes", "— APPROVE 12 —", "", "APPROVE 12 OK ;" },
{ "a hyphen as bullet", "- APPROVE 12", "", "APPROVE 12 OK ;" },
{ "underscores", "_APPROVE 12_", "", "APPROVE 12 OK ;" },
{ "stars around the verb alone", "*APPROVE* 12", "", "APPROVE 12 OK ;" },
{ "stars around the id alone", "APPROVE **12**", "", "APPROVE 12 OK ;" },
{ "stars and a stop", "**APPROVE 12.**", "", "APPROVE 12 OK ;" },
{ "exclamation marks", "APPROVE 12!!", "", "APPROVE 12 OK ;" },
{ "an ideographic full stop", "APPROVE 12。", "", "APPROVE 12 OK ;" },
{ "the same behind a word", "YES。", "", "CONFIRM 0 OK ;" },
{ "blanks around", "   approve   12   ", "", "APPROVE 12 OK ;" },
{ "a tab between", "APPROVE\t12", "", "APPROVE 12 OK ;" },
{ "thin space", "APPROVE\xe2\x80\x89""12", "", "APPROVE 12 OK ;" },
{ "narrow no-break space", "APPROVE\xe2\x80\xaf""12", "", "APPROVE 12 OK ;" },
{ "ideographic space", "APPROVE\xe3\x80\x80""12", "", "APPROVE 12 OK ;" },
{ "word joiner", "APPROVE\xe2\x81\xa0 12", "", "APPROVE 12 OK ;" },
{ "a carriage return", "APPROVE 12\r\nthanks", "", "APPROVE 12 OK ;" },
{ "a plus for the blank", "APPROVE+12", "", "APPROVE 12 OK ;" },
{ "pluses for all blanks", "DENY+12+too+broad", "", "DENY 12 OK too broad;" },
{ "a plus beside blanks is none", "APPROVE + 12", "", "message 0 AMBIGUOUS ;" },
{ "a hash in brackets", "Approve [#12]", "", "APPROVE 12 OK ;" },
{ "a colon without blank", "APPROVE:12", "", "APPROVE 12 OK ;" },
{ "a hash without blank", "APPROVE#12", "", "APPROVE 12 OK ;" },
{ "brackets without blank", "APPROVE[12]", "", "APPROVE 12 OK ;" },
{ "a blank before the colon", "APPROVE : 12", "", "APPROVE 12 OK ;" },
{ "mixed case", "aPpRoVe 12", "", "APPROVE 12 OK ;" },
{ "the largest id", "STATUS 9999999999", "", "STATUS 9999999999 OK ;" },
{ "ids in every form", "CONFIRM 12, #13,[14] , [#15]", "", "CONFIRM 12 OK ;CONFIRM 13 OK ;CONFIRM 14 OK ;CONFIRM 15 OK ;" },
{ "a comma at the end", "CONFIRM 12,", "", "message 0 AMBIGUOUS ;" },
{ "twenty ids", "REVOKE 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20", "",
  "REVOKE 1 OK ;REVOKE 2 OK ;REVOKE 3 OK ;REVOKE 4 OK ;REVOKE 5 OK ;REVOKE 6 OK ;REVOKE 7 OK ;REVOKE 8 OK ;REVOKE 9 OK ;REVOKE 10 OK ;"
  "REVOKE 11 OK ;REVOKE 12 OK ;REVOKE 13 OK ;REVOKE 14 OK ;REVOKE 15 OK ;REVOKE 16 OK ;REVOKE 17 OK ;REVOKE 18 OK ;REVOKE 19 OK ;REVOKE 20 OK ;" },
{ "one id more", "REVOKE 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21", "", "message 0 AMBIGUOUS ;" },

/* what is no command */
{ "a bullet number", "1. APPROVE 12", "", "message 0 AMBIGUOUS ;" },
{ "a quote mark", "> APPROVE 12", "", "message 0 AMBIGUOUS ;" },
{ "struck out", "~~APPROVE 12~~", "", "message 0 AMBIGUOUS ;" },
{ "parentheses", "(APPROVE 12)", "", "message 0 AMBIGUOUS ;" },
{ "a question", "APPROVE 12?", "", "message 0 AMBIGUOUS ;" },
{ "a word before", "please approve 12", "", "message 0 AMBIGUOUS ;" },
{ "a greeting before", "Hi, APPROVE 12", "", "message 0 AMBIGUOUS ;" },
{ "glued", "APPROVE12", "", "message 0 UNKNOWN_VERB ;" },
{ "two ids without a comma", "APPROVE 12 13", "", "message 0 AMBIGUOUS ;" },
{ "two ids and a word", "APPROVE 12 and 13", "", "message 0 AMBIGUOUS ;" },
{ "two verbs", "APPROVE DENY 12", "", "message 0 AMBIGUOUS ;" },
{ "two verbs and a slash", "APPROVE/DENY 12", "", "message 0 AMBIGUOUS ;" },
{ "two commands on a line", "APPROVE 12, DENY 13", "", "message 0 AMBIGUOUS ;" },
{ "a fraction", "APPROVE 12.5", "", "message 0 AMBIGUOUS ;" },
{ "letters behind the id", "APPROVE 12a", "", "message 0 AMBIGUOUS ;" },
{ "a minus sign", "APPROVE -12", "", "message 0 AMBIGUOUS ;" },
{ "zero", "APPROVE 0", "", "message 0 AMBIGUOUS ;" },
{ "half a bracket", "APPROVE [12", "", "message 0 UNKNOWN_VERB ;" },
{ "an en dash inside", "APPROVE – 12", "", "message 0 AMBIGUOUS ;" },
{ "smart quotes inside", "APPROVE “12”", "", "message 0 AMBIGUOUS ;" },
{ "a Cyrillic letter in the verb", "APPR\xd0\x9eVE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "a Cyrillic letter in front", "\xd0\x90PPROVE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "an accent that is not in the table", "APPR\xc3\x96VE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "the same, apart from its letter", "APPRO\xcc\x88VE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "full-width letters", "\xef\xbc\xa1\xef\xbc\xb0\xef\xbc\xb0\xef\xbc\xb2\xef\xbc\xaf\xef\xbc\xb6\xef\xbc\xa5 12", "", "" },
{ "Arabic digits", "APPROVE \xd9\xa1\xd9\xa2", "", "message 0 AMBIGUOUS ;" },
{ "a superscript digit", "APPROVE 1\xc2\xb2", "", "message 0 AMBIGUOUS ;" },
{ "a soft hyphen", "APP\xc2\xadROVE 12", "", "" },
{ "a line separator", "APPROVE 12\xe2\x80\xa8""DENY 13", "", "message 0 AMBIGUOUS ;" },
{ "an emoji behind", "APPROVE 12 \xf0\x9f\x91\x8d", "", "message 0 AMBIGUOUS ;" },
{ "an emoji alone", "\xf0\x9f\x91\x8d", "", "" },
{ "bytes that are no UTF-8", "APPROVE \xff""12", "", "message 0 AMBIGUOUS ;" },
{ "renew with a word more", "RENEW 12 please", "", "message 0 AMBIGUOUS ;" },
{ "done, asked", "DONE 12?", "", "message 0 AMBIGUOUS ;" },

/* every verb */
{ "revoke", "REVOKE 12", "", "REVOKE 12 OK ;" },
{ "done", "DONE 12", "", "DONE 12 OK ;" },
{ "done alone", "done.", "", "DONE 0 OK ;" },
{ "status", "STATUS", "", "STATUS 0 OK ;" },
{ "status of one", "STATUS #12", "", "STATUS 12 OK ;" },
{ "list", "LIST", "", "LIST 0 OK ;" },
{ "why", "WHY", "", "WHY 0 OK ;" },
{ "why of one", "why 12", "", "WHY 12 OK ;" },
{ "why, as a question", "WHY 12?", "", "message 0 AMBIGUOUS ;" },
{ "notme", "NOTME 12", "", "NOTME 12 OK ;" },
{ "cancel", "Cancel 12.", "", "CANCEL 12 OK ;" },
{ "renew", "RENEW 12", "", "RENEW 12 OK ;" },
{ "resend", "RESEND 12", "", "RESEND 12 OK ;" },
{ "decline", "DECLINE 12", "", "DECLINE 12 OK ;" },
{ "decline, with a reason", "DECLINE 12: not my student", "", "DECLINE 12 OK not my student;" },
{ "decline, a reason behind a colon alone", "DECLINE: not my student", "", "DECLINE 0 OK not my student;" },
{ "i decline", "I decline.", "", "DECLINE 0 OK ;" },
{ "confirmed", "Confirmed 12", "", "CONFIRM 12 OK ;" },
{ "yes with an id", "Yes 12", "", "CONFIRM 12 OK ;" },

/* reasons and questions */
{ "a reason behind a dash", "DENY 12 - too broad", "", "DENY 12 OK too broad;" },
{ "a reason behind a comma", "DENY 12, too broad", "", "DENY 12 OK too broad;" },
{ "a reason for two", "DENY 12, 13 too broad", "", "DENY 12 OK too broad;DENY 13 OK too broad;" },
{ "a reason keeps its stop", "DENY 12 Too broad.", "", "DENY 12 OK Too broad.;" },
{ "a reason in quotes", "\"DENY 12 too broad\"", "", "DENY 12 OK too broad;" },
{ "a reason in stars", "**DENY 12 too broad**", "", "DENY 12 OK too broad;" },
{ "a reason of any letters", "DENY 12: zu groß – leider", "", "DENY 12 OK zu groß – leider;" },
{ "a reason needs id or colon", "DENY too broad", "", "message 0 AMBIGUOUS ;" },
{ "a reason that is more ids", "DENY 12 and 13", "", "message 0 AMBIGUOUS ;" },
{ "a reason that is one more id", "DENY 12 13", "", "message 0 AMBIGUOUS ;" },
{ "a reason that says nothing", "DENY 12 ?", "", "message 0 AMBIGUOUS ;" },
{ "deny alone", "DENY", "", "DENY 0 OK ;" },
{ "ask behind a colon", "ASK: Which course?", "", "ASK 0 OK Which course?;" },
{ "ask is a word of many sentences", "Ask me later", "", "" },
{ "ask with id", "ask #12: Which course?", "", "ASK 12 OK Which course?;" },

/* a new sponsor */
{ "without id", "SPONSOR prof@campus.example", "", "SPONSOR 0 OK prof@campus.example;" },
{ "folded", "sponsor 12 Prof@Campus.Example.", "", "SPONSOR 12 OK prof@campus.example;" },
{ "in angle brackets", "SPONSOR 12 <prof@campus.example>", "", "SPONSOR 12 OK prof@campus.example;" },
{ "with a name", "SPONSOR 12 Prof Essor <prof@campus.example>", "", "SPONSOR 12 OK prof@campus.example;" },
{ "as a link", "SPONSOR 12 prof@campus.example<mailto:prof@campus.example>", "", "SPONSOR 12 OK prof@campus.example;" },
{ "as a link to somebody else", "SPONSOR 12 prof@campus.example<mailto:evil@campus.example>", "", "message 0 AMBIGUOUS ;" },
{ "two addresses", "SPONSOR 12 a@campus.example b@campus.example", "", "message 0 AMBIGUOUS ;" },
{ "no address", "SPONSOR 12 my advisor", "", "message 0 AMBIGUOUS ;" },
{ "no address, no id", "Sponsor this request", "", "" },
{ "a field of the form", "Sponsor: prof@campus.example", "", "" },
{ "sponsor and an id confirms", "SPONSOR 12", "", "CONFIRM 12 OK ;" },
{ "two new sponsors", "SPONSOR 12 a@campus.example\nSPONSOR 12 b@campus.example", "",
  "SPONSOR 12 AMBIGUOUS a@campus.example;SPONSOR 12 AMBIGUOUS b@campus.example;" },
{ "the same sponsor twice", "SPONSOR 12 a@campus.example\nSPONSOR 12 A@campus.example", "",
  "SPONSOR 12 OK a@campus.example;SPONSOR 12 OK a@campus.example;" },

/* sponsors' natural answers */
{ "happy to", "Yes, I am happy to sponsor this.", "", "CONFIRM 0 OK ;" },
{ "happy to, contracted", "I'm happy to sponsor this request!", "", "CONFIRM 0 OK ;" },
{ "a smart apostrophe", "Yes, I’m glad to sponsor her.", "", "CONFIRM 0 OK ;" },
{ "i'd be", "I'd be happy to sponsor him", "", "CONFIRM 0 OK ;" },
{ "happy to, short", "Happy to sponsor.", "", "CONFIRM 0 OK ;" },
{ "ok, confirmed", "OK, confirmed - thanks", "", "CONFIRM 0 OK ;" },
{ "yes please", "Yes please", "", "CONFIRM 0 OK ;" },
{ "yes, thanks", "Yes, thank you very much!", "", "CONFIRM 0 OK ;" },
{ "yep", "yep", "", "CONFIRM 0 OK ;" },
{ "yes, i confirm", "Yes - I confirm this request", "", "CONFIRM 0 OK ;" },
{ "yes, i confirm, with an id", "Yes, I confirm 12", "", "CONFIRM 12 OK ;" },
{ "i approve", "I approve", "", "CONFIRM 0 OK ;" },
{ "i approve this", "I hereby approve this request.", "", "CONFIRM 0 OK ;" },
{ "approved", "Approved!", "", "CONFIRM 0 OK ;" },
{ "i sponsor", "I sponsor this student", "", "CONFIRM 0 OK ;" },
{ "i will sponsor", "Sure, I'll sponsor it", "", "CONFIRM 0 OK ;" },
{ "our own words", "I understand the intended use and sponsor it.", "", "CONFIRM 0 OK ;" },
{ "yes i agree", "Yes, I agree.", "", "CONFIRM 0 OK ;" },
{ "yes i do", "Yes, I do", "", "CONFIRM 0 OK ;" },
{ "no, sorry", "no, sorry", "", "DECLINE 0 OK ;" },
{ "sorry, no", "Sorry, no.", "", "DECLINE 0 OK ;" },
{ "no thanks", "No thanks", "", "DECLINE 0 OK ;" },
{ "do not wish", "I do not wish to sponsor this", "", "DECLINE 0 OK ;" },
{ "don't want", "No, I don't want to sponsor this request.", "", "DECLINE 0 OK ;" },
{ "cannot", "Sorry, I cannot sponsor this", "", "DECLINE 0 OK ;" },
{ "i'm sorry but", "I'm sorry, but I can't sponsor this student.", "", "DECLINE 0 OK ;" },
{ "i have to", "I have to decline", "", "DECLINE 0 OK ;" },
{ "unable", "I am unable to sponsor this.", "", "DECLINE 0 OK ;" },
{ "declined", "Declined.", "", "DECLINE 0 OK ;" },
{ "a condition behind it", "Yes, I am happy to sponsor this, but only for May", "", "message 0 AMBIGUOUS ;" },
{ "an if", "Yes if she promises", "", "message 0 AMBIGUOUS ;" },
{ "yes, asked", "Yes?", "", "message 0 AMBIGUOUS ;" },
{ "a signature behind it", "Yes, thanks, Maria", "", "message 0 AMBIGUOUS ;" },
{ "ok alone is no answer", "OK", "", "message 0 AMBIGUOUS ;" },
{ "sure alone is none", "Sure", "", "message 0 AMBIGUOUS ;" },
{ "both", "Yes no", "", "message 0 AMBIGUOUS ;" },
{ "no problem is no no", "No problem, I confirm", "", "message 0 AMBIGUOUS ;" },
{ "don't approve", "no, don't approve", "", "message 0 AMBIGUOUS ;" },
{ "not happy", "I am not happy to sponsor this", "", "" },
{ "disallow", "disallow", "", "message 0 AMBIGUOUS ;" },
{ "i would confirm", "I would confirm this if asked", "", "message 0 AMBIGUOUS ;" },
{ "thanks is no answer", "Thanks", "", "" },
{ "a natural answer is none with an id", "I am happy to sponsor 12", "", "" },

/* the line below */
{ "a kind word", "CONFIRM\nHappy to sponsor this.", "", "CONFIRM 0 OK ;" },
{ "yes, again", "CONFIRM 12\n\nYes, I know this student well.", "", "CONFIRM 12 OK ;" },
{ "the same in words", "CONFIRM 12\nI confirm that I know the use.", "", "CONFIRM 12 OK ;" },
{ "but", "YES\nBut only for one course.", "", "CONFIRM 0 AMBIGUOUS ;message 0 AMBIGUOUS ;" },
{ "unless", "APPROVE 12\nunless Bo objects", "", "APPROVE 12 AMBIGUOUS ;message 0 AMBIGUOUS ;" },
{ "taken back", "APPROVE 12\nNo wait, do not approve", "", "APPROVE 12 AMBIGUOUS ;message 0 AMBIGUOUS ;" },
{ "taken back, short", "CONFIRM\nNo", "", "CONFIRM 0 AMBIGUOUS ;DECLINE 0 AMBIGUOUS ;" },
{ "the opposite in words", "CONFIRM\nNo, sorry.", "", "CONFIRM 0 AMBIGUOUS ;DECLINE 0 AMBIGUOUS ;" },
{ "no way back from no", "DENY 12\nWe never approve such tools.", "", "DENY 12 OK ;" },
{ "a no that turns", "DENY 12\nI approve it after all", "", "DENY 12 AMBIGUOUS ;message 0 AMBIGUOUS ;" },
{ "a comment with approve in it", "STATUS 12\nWhen will you approve it?", "", "STATUS 12 OK ;" },
{ "far below nothing is looked at", "CONFIRM 12\nA good idea.\nBut only in May", "", "CONFIRM 12 OK ;" },

/* several */
{ "an id left out may be any", "APPROVE\nDENY 12", "", "APPROVE 0 AMBIGUOUS ;DENY 12 AMBIGUOUS ;" },
{ "an id left out, the same twice", "APPROVE\nAPPROVE 12", "", "APPROVE 0 OK ;APPROVE 12 OK ;" },
{ "a question and a decision on one", "ASK 12: Which?\nAPPROVE 12", "", "ASK 12 AMBIGUOUS Which?;APPROVE 12 AMBIGUOUS ;" },
{ "list, help, why stay", "LIST\nHELP\nWHY 12\nAPPROVE 12\nDENY 12", "",
  "LIST 0 OK ;HELP 0 OK ;WHY 12 OK ;APPROVE 12 AMBIGUOUS ;DENY 12 AMBIGUOUS ;" },
{ "a slip in the middle", "APPROVE 12\nAPROVE 13\nAPPROVE 14", "", "APPROVE 12 AMBIGUOUS ;message 0 UNKNOWN_VERB ;APPROVE 14 AMBIGUOUS ;" },
{ "a slip below a comment is part of it", "APPROVE 12\nthanks\nAPROVE 13", "", "APPROVE 12 OK ;" },

/* slips */
{ "letters swapped", "CONFRIM 12", "", "message 0 UNKNOWN_VERB ;" },
{ "a letter too many", "APPPROVE 12", "", "message 0 UNKNOWN_VERB ;" },
{ "past tense", "APPROVED 12", "", "message 0 UNKNOWN_VERB ;" },
{ "a slip alone", "Aprove", "", "message 0 UNKNOWN_VERB ;" },
{ "a slip in German", "genehmigne 12", "", "message 0 UNKNOWN_VERB ;" },
{ "without its umlaut", "bestatigt 12", "", "message 0 UNKNOWN_VERB ;" },
{ "too far away", "APPRAISE 12", "", "" },
{ "a name", "Hannah", "", "" },

/* German, French, Spanish */
{ "bestätigen", "bestätigen 12", "", "CONFIRM 12 OK ;" },
{ "in capitals", "BESTÄTIGT 12", "", "CONFIRM 12 OK ;" },
{ "decomposed", "besta\xcc\x88tigen 12", "", "CONFIRM 12 OK ;" },
{ "decomposed, in capitals", "BESTA\xcc\x88TIGT", "", "CONFIRM 0 OK ;" },
{ "written out", "bestaetigt 12", "", "CONFIRM 12 OK ;" },
{ "ich bestätige", "Ich bestätige.", "", "CONFIRM 0 OK ;" },
{ "ich bestätige das", "Ja, ich bestätige das. Danke!", "", "CONFIRM 0 OK ;" },
{ "ja", "Ja", "", "CONFIRM 0 OK ;" },
{ "ja gerne", "Ja, gerne!", "", "CONFIRM 0 OK ;" },
{ "nein", "Nein.", "", "DECLINE 0 OK ;" },
{ "nein, leider nicht", "Nein, leider nicht", "", "DECLINE 0 OK ;" },
{ "ja, aber", "Ja, aber nur im Mai", "", "message 0 AMBIGUOUS ;" },
{ "nicht genehmigen", "Bitte nicht genehmigen", "", "message 0 AMBIGUOUS ;" },
{ "ablehnen", "ablehnen 12: zu breit", "", "DENY 12 OK zu breit;" },
{ "genehmigen", "Genehmigen #12", "", "APPROVE 12 OK ;" },
{ "genehmigt", "genehmigt 12.", "", "APPROVE 12 OK ;" },
{ "stornieren", "stornieren 12", "", "CANCEL 12 OK ;" },
{ "hilfe", "HILFE", "", "HELP 0 OK ;" },
{ "confirmer", "confirmer 12", "", "CONFIRM 12 OK ;" },
{ "je confirme", "Je confirme.", "", "CONFIRM 0 OK ;" },
{ "oui, je confirme", "Oui, je confirme la demande, merci", "", "CONFIRM 0 OK ;" },
{ "confirmé", "Confirmé", "", "CONFIRM 0 OK ;" },
{ "confirmé, decomposed", "confirme\xcc\x81 12", "", "CONFIRM 12 OK ;" },
{ "oui", "oui !", "", "CONFIRM 0 OK ;" },
{ "non", "Non", "", "DECLINE 0 OK ;" },
{ "non, désolée", "Non, désolée", "", "DECLINE 0 OK ;" },
{ "oui, mais", "Oui, mais pas en mai", "", "message 0 AMBIGUOUS ;" },
{ "je ne confirme pas", "Je ne confirme pas", "", "message 0 AMBIGUOUS ;" },
{ "refuser", "refuser 12", "", "DENY 12 OK ;" },
{ "approuver", "Approuver 12", "", "APPROVE 12 OK ;" },
{ "annuler", "annuler 12", "", "CANCEL 12 OK ;" },
{ "révoquer", "RÉVOQUER 12", "", "REVOKE 12 OK ;" },
{ "aide", "aide", "", "HELP 0 OK ;" },
{ "confirmar", "confirmar 12", "", "CONFIRM 12 OK ;" },
{ "confirmo", "Confirmo", "", "CONFIRM 0 OK ;" },
{ "sí", "Sí", "", "CONFIRM 0 OK ;" },
{ "sí, decomposed", "Si\xcc\x81.", "", "CONFIRM 0 OK ;" },
{ "sí, confirmo", "Sí, lo confirmo. Gracias", "", "CONFIRM 0 OK ;" },
{ "si", "si", "", "CONFIRM 0 OK ;" },
{ "si posible", "Si es posible", "", "message 0 AMBIGUOUS ;" },
{ "rechazar", "rechazar 12", "", "DENY 12 OK ;" },
{ "aprobar", "Aprobar 12", "", "APPROVE 12 OK ;" },
{ "cancelar", "cancelar 12", "", "CANCEL 12 OK ;" },
{ "ayuda", "¡Ayuda!", "", "" },
{ "ayuda, plain", "Ayuda", "", "HELP 0 OK ;" },
{ "another accent on a word of ours", "Sì", "", "" },

/* the subject */
{ "no-break spaces only are no text", " \xc2\xa0\n\xe2\x80\x8b\n", "APPROVE 12", "APPROVE 12 OK ;" },
{ "AW:", "", "AW: bestätigt 12", "CONFIRM 12 OK ;" },
{ "SV: twice", "", "SV: Sv: CONFIRM 12", "CONFIRM 12 OK ;" },
{ "Antw:", "", "Antw: CONFIRM 12", "CONFIRM 12 OK ;" },
{ "RE[2]:", "", "RE[2]: CONFIRM 12", "CONFIRM 12 OK ;" },
{ "a full-width colon", "", "Re\xef\xbc\x9a CONFIRM 12", "CONFIRM 12 OK ;" },
{ "a blank before the colon", "", "RE : CONFIRM 12", "CONFIRM 12 OK ;" },
{ "a tag between", "", "Re: [EXTERNAL] AW: [Canvas token #12] DENY 12: too broad", "DENY 12 OK too broad;" },
{ "what is forwarded was written by others", "", "Fwd: APPROVE 12", "" },
{ "the same in German", "", "WG: APPROVE 12", "" },
{ "forwarded and answered", "", "Re: Fwd: APPROVE 12", "" },
{ "pluses", "", "APPROVE+12", "APPROVE 12 OK ;" },
{ "a slip", "", "Re: APROVE 12", "message 0 UNKNOWN_VERB ;" },
{ "a doubt", "", "Do not approve 12", "message 0 AMBIGUOUS ;" },
{ "a subject of ours is no doubt", "", "Re: [Canvas token #12] Your request was denied", "" },
{ "a bracket that is an id", "", "Re: [12] APPROVE", "message 0 AMBIGUOUS ;" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	char got[4000] = "";
	struct facts f;
	size_t n = 0;

	facts_init(&f);
	read_commands(&f, row->own, row->subject);
	for (size_t i = 0; i < f.ncommands; i++)
		n += (size_t)snprintf(got + n, sizeof got - n, "%s %lld %s %s;",
		    event_name(f.command[i].verb), (long long)f.command[i].id,
		    reason_name(f.command[i].result), f.command[i].arg);
	assert_string_equal(got, row->want);
	facts_free(&f);
}

static void
the_comment_stands_below(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	read_commands(&f, "CONFIRM 12\n\nHappy to.\nProf", "");
	assert_string_equal(f.comment, "Happy to.\nProf");
	facts_free(&f);
}

static void
a_slip_is_suggested(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	read_commands(&f, "APROVE 12", "");
	assert_string_equal(f.command[0].suggestion, "APPROVE 12");
	facts_free(&f);
}

/* Whatever a mail of ours offers: its label decides nothing by itself. */
static void
no_label_is_a_command(void **state)
{
	(void)state;
	for (int on = 0; on < EV_COUNT; on++) {
		const char *label =
		    offer_label(event_name((enum event_type)on));
		struct facts f;

		facts_init(&f);
		read_commands(&f, label == NULL ? "" : label, "");
		for (size_t i = 0; i < f.ncommands; i++)
			assert_int_not_equal(f.command[i].result, RE_OK);
		facts_free(&f);
	}
	for (size_t i = 0; mail_names[i] != NULL; i++) {
		const struct mail_kind *kind = mail_kind(mail_names[i]);

		for (int k = 0;
		     k < BUTTONS_MAX && kind->button[k].label != NULL; k++) {
			struct facts f;

			facts_init(&f);
			read_commands(&f, kind->button[k].label, "");
			if (f.ncommands > 0)
				assert_int_not_equal(f.command[0].result,
				    RE_OK);
			facts_free(&f);
		}
	}
}

static void
more_than_twenty_decide_nothing(void **state)
{
	struct buf own = BUF_INIT(1000);
	struct facts f;

	(void)state;
	for (int i = 1; i <= 20; i++)
		buf_addf(&own, "APPROVE %d\n", i);
	facts_init(&f);
	read_commands(&f, own.str, "");
	assert_int_equal(f.ncommands, 20);
	assert_int_equal(f.command[19].result, RE_OK);
	facts_free(&f);

	/* a comment is no command */
	buf_adds(&own, "\nMany thanks");
	facts_init(&f);
	read_commands(&f, own.str, "");
	assert_int_equal(f.command[0].result, RE_OK);
	assert_string_equal(f.comment, "Many thanks");
	facts_free(&f);

	buf_reset(&own);
	buf_adds(&own,
	    "APPROVE 1,2,3,4,5,6,7,8,9,10,11\n"
	    "APPROVE 12,13,14,15,16,17,18,19,20,21\n");
	facts_init(&f);
	read_commands(&f, own.str, "");
	assert_int_equal(f.ncommands, 20);
	for (size_t i = 0; i < f.ncommands; i++)
		assert_int_equal(f.command[i].result, RE_AMBIGUOUS);
	facts_free(&f);
	buf_free(&own);
}

/* What does not fit into a line is asked for again. */
static void
a_line_too_long_decides_nothing(void **state)
{
	struct buf own = BUF_INIT(10000);
	struct facts f;

	(void)state;
	buf_adds(&own, "DENY 12 ");
	while (own.len < 5000)
		buf_adds(&own, "too broad ");
	facts_init(&f);
	read_commands(&f, own.str, "");
	assert_int_equal(f.ncommands, 1);
	assert_int_equal(f.command[0].result, RE_AMBIGUOUS);
	facts_free(&f);
	buf_free(&own);
}

static void
the_site_adds_words(void **state)
{
	struct site_words site = { .confirm = { NULL, 0 } };
	struct facts f;

	(void)state;
	assert_true(list_add(&site.confirm, "bekräftigt"));
	assert_true(list_add(&site.confirm, "schváleno"));
	assert_true(list_add(&site.deny, "zurückgewiesen"));
	facts_init(&f);
	f.site = &site;
	read_commands(&f,
	    "BEKRA\xcc\x88"
	    "FTIGT 12\nSchváleno 13\nzurückgewiesen 14: nein",
	    "");
	assert_int_equal(f.ncommands, 3);
	assert_int_equal(f.command[0].verb, EV_CONFIRM);
	assert_int_equal(f.command[1].verb, EV_CONFIRM);
	assert_int_equal(f.command[2].verb, EV_DENY);
	assert_string_equal(f.command[2].arg, "nein");
	facts_free(&f);

	/* and they are words of doubt, and can be missed by a letter */
	facts_init(&f);
	f.site = &site;
	read_commands(&f, "das ist nicht bekräftigt", "");
	assert_int_equal(f.command[0].result, RE_AMBIGUOUS);
	facts_free(&f);
	facts_init(&f);
	f.site = &site;
	read_commands(&f, "bekraftigt 12", "");
	assert_string_equal(f.command[0].suggestion, "CONFIRM 12");
	facts_free(&f);
	list_free(&site.confirm);
	list_free(&site.deny);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(the_comment_stands_below),
		cmocka_unit_test(a_slip_is_suggested),
		cmocka_unit_test(no_label_is_a_command),
		cmocka_unit_test(more_than_twenty_decide_nothing),
		cmocka_unit_test(a_line_too_long_decides_nothing),
		cmocka_unit_test(the_site_adds_words),
	};

	TEST_CASES(tests, rows, check);
	return run_tests("command", tests, N(tests)) +
	    run_tests("around", others, N(others));
}
