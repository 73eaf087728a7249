#include "service/seed/findings.h"

namespace vitrine::service::seed {
namespace {

using contract::Evidence;
using contract::EvidenceKind;
using contract::Finding;
using contract::Severity;

Finding data_safety() {
    Finding finding;
    finding.policy = "VP-4.3.2";
    finding.severity = Severity::blocking;
    finding.title = "Data safety form does not name all collected data";
    finding.detail = "Package asks for location; the form says it is not collected.";
    finding.where = "AndroidManifest.xml:42";
    Evidence manifest{EvidenceKind::code, "AndroidManifest.xml", "changed in 2.9.1", {}};
    manifest.lines = {{"40", "<uses-permission name=\"INTERNET\"/>", false},
                      {"41", "<uses-permission name=\"CAMERA\"/>", false},
                      {"42", "<uses-permission name=\"ACCESS_FINE_LOCATION\"/>", true},
                      {"43", "<application label=\"@string/app\">", false}};
    Evidence form{EvidenceKind::facts, "Data safety form", "", {}};
    form.lines = {{"Financial info", "Collected", false},
                  {"Photos", "Collected", false},
                  {"Precise location", "Not collected", true},
                  {"Contacts", "Not collected", false}};
    finding.evidence = {manifest, form};
    return finding;
}

Finding old_price() {
    Finding finding;
    finding.policy = "VP-2.1.4";
    finding.severity = Severity::blocking;
    finding.title = "A screenshot shows a price that is not for sale";
    finding.detail = "Screenshot 3 says 2,99 €. The live price in Germany is 3,49 €.";
    finding.where = "de-DE Phone screenshot 3";
    Evidence shot{EvidenceKind::screenshot, "Phone screenshot 3", "Also used in de-AT and de-CH",
                  {}};
    shot.lines = {{"On the screenshot", "Plus ab 2,99 €", true},
                  {"On sale in Germany", "3,49 €", false}};
    finding.evidence = {shot};
    return finding;
}

Finding account_deletion() {
    Finding finding;
    finding.policy = "VP-7.2.1";
    finding.severity = Severity::advice;
    finding.title = "Account deletion is hard to find";
    finding.detail = "Advice only: 6 taps from the start screen, aim for 3.";
    finding.where = "Settings / Profile / More";
    return finding;
}

}  // namespace

std::vector<Finding> ledgerly_findings() {
    return {data_safety(), old_price(), account_deletion()};
}

Finding one_finding() {
    Finding finding;
    finding.policy = "VP-3.1.1";
    finding.severity = Severity::blocking;
    finding.title = "The listing promises what the app does not do";
    finding.detail = "Leave out the sentence, or ship the function with this version.";
    finding.where = "en-US description";
    return finding;
}

}  // namespace vitrine::service::seed
