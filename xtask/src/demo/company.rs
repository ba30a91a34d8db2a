//! The words of the company: departments, projects, skills and what people write.

pub(super) const DEPARTMENTS: [&str; 8] = [
    "consulting",
    "development",
    "finance",
    "hr",
    "legal",
    "operations",
    "sales",
    "support",
];

pub(super) const SKILLS: [&str; 24] = [
    "accounting",
    "Arabic",
    "Azure",
    "contract law",
    "data analysis",
    "Figma",
    "first aid",
    "French",
    "German",
    "Go",
    "Java",
    "Kubernetes",
    "mediation",
    "negotiation",
    "PostgreSQL",
    "Python",
    "Rust",
    "SAP",
    "Scrum",
    "security audits",
    "Spanish",
    "technical writing",
    "TypeScript",
    "welding",
];

/// What people write into notes; `{}` becomes a colleague's name.
pub(super) const NOTES: [&str; 12] = [
    "Onboarding of {}",
    "Review with {} and the customer",
    "Workshop in the customer's office",
    "Migration of the old database",
    "Support call, {} was ill",
    "Prepared slides for {}",
    "Interview with an applicant",
    "Calls about the open invoice",
    "Weekly meeting",
    "Worked from home, review of the contract",
    "Handed over to {}",
    "Training",
];

pub(super) const TASKS: [&str; 10] = [
    "Write the offer",
    "Call {} back",
    "Repair the nightly export",
    "Renew the certificate",
    "Plan the workshop with {}",
    "Answer the auditor",
    "Move the archive",
    "Translate the manual",
    "Check the invoices of March",
    "Show {} around",
];

pub(super) const ABSENCES: [&str; 7] = [
    "holiday",
    "holiday",
    "sick leave",
    "sick leave",
    "parental leave",
    "rehabilitation",
    "union meeting",
];

pub(super) const WAGE_TYPES: [&str; 4] = ["base", "overtime", "night shift", "on call"];

pub(super) const DESTINATIONS: [&str; 12] = [
    "Berlin", "Bern", "Brno", "Gdańsk", "Graz", "Kraków", "Lisboa", "Lyon", "Malmö", "Porto",
    "Utrecht", "Zürich",
];

pub(super) const REASONS: [&str; 6] = [
    "Kick-off at the customer's",
    "Trade fair",
    "Acceptance test with {}",
    "Medical examination ordered by the insurer",
    "Hearing of the labour court",
    "Training with {}",
];
