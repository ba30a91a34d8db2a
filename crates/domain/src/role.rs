//! What the holder of a token may do inside its own tenant.

use serde::{Deserialize, Serialize};

/// The role of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sets the tenant up: may do everything.
    Administrator,
    /// Handles the requests of subjects (Art. 39 GDPR): all but changing how the tenant works.
    PrivacyOfficer,
    /// Keeps records, and sees no requests.
    Editor,
    /// Checks what was done, and sees no personal data.
    Auditor,
    /// An authorized agent of subjects: files requests through the door of the Data Rights Protocol, and may do
    /// nothing else. It gets its token there, so nobody issues one with this role.
    Agent,
    /// A person with an account that was given no other role yet: edits the own profile, and sees nothing (Art. 25(2)
    /// GDPR). No token is issued with it.
    Member,
}

/// One thing that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// See how collections are declared.
    ReadCollections,
    /// Declare and replace collections.
    WriteCollections,
    /// List and look up subjects.
    ReadSubjects,
    /// Add and import records.
    WriteRecords,
    /// See the fields of records.
    ReadRecords,
    /// See requests, plans and outcomes.
    ReadRequests,
    /// Open, verify, refuse and execute requests.
    HandleRequests,
    /// See policies, holds, sweeps, and what falls due.
    ReadRetention,
    /// Make policies, place and release holds, start sweeps.
    ManageRetention,
    /// See which plugins there are.
    ReadPlugins,
    /// Upload, activate, roll back and retire plugins.
    ManagePlugins,
    /// Approve, reject and revoke plugins that somebody else uploaded.
    DecideOnPlugins,
    /// See the audit log.
    ReadAudit,
    /// See purposes, policies, and where consents stand.
    ReadConsents,
    /// Record what subjects agreed to, and whom not to contact.
    RecordConsents,
    /// Declare purposes and publish policies.
    ManagePurposes,
    /// See records of processing, notices and breaches.
    ReadGovernance,
    /// Keep records of processing, notices and breaches.
    ManageGovernance,
    /// Report a security issue.
    ReportSecurity,
    /// Take everything out, give notice, and have everything deleted.
    Offboard,
    /// Make accounts, give them roles, and say which passwords they may have.
    ManageAccounts,
}

impl Permission {
    /// Every permission, so that a table over roles and permissions can be whole.
    pub const ALL: [Self; 21] = [
        Self::ReadCollections,
        Self::WriteCollections,
        Self::ReadSubjects,
        Self::WriteRecords,
        Self::ReadRecords,
        Self::ReadRequests,
        Self::HandleRequests,
        Self::ReadRetention,
        Self::ManageRetention,
        Self::ReadPlugins,
        Self::ManagePlugins,
        Self::DecideOnPlugins,
        Self::ReadAudit,
        Self::ReadConsents,
        Self::RecordConsents,
        Self::ManagePurposes,
        Self::ReadGovernance,
        Self::ManageGovernance,
        Self::ReportSecurity,
        Self::Offboard,
        Self::ManageAccounts,
    ];
}

impl Role {
    /// Every role that tokens are issued with.
    pub const ALL: [Self; 4] = [
        Self::Administrator,
        Self::PrivacyOfficer,
        Self::Editor,
        Self::Auditor,
    ];

    /// Every role that an account can have.
    pub const OF_ACCOUNTS: [Self; 5] = [
        Self::Administrator,
        Self::PrivacyOfficer,
        Self::Editor,
        Self::Auditor,
        Self::Member,
    ];

    /// Tells whether a token with this role may do it.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission::{
            ManageAccounts, ManagePlugins, Offboard, ReadAudit, ReadCollections, ReadConsents,
            ReadGovernance, ReadPlugins, ReadRecords, ReadRequests, ReadRetention, ReadSubjects,
            RecordConsents, ReportSecurity, WriteCollections, WriteRecords,
        };
        match self {
            Self::Administrator => true,
            Self::PrivacyOfficer => !matches!(
                permission,
                WriteCollections | ManagePlugins | Offboard | ManageAccounts
            ),
            Self::Editor => matches!(
                permission,
                ReadCollections
                    | ReadSubjects
                    | ReadRecords
                    | WriteRecords
                    | ReadConsents
                    | RecordConsents
                    | ReportSecurity
            ),
            Self::Auditor => matches!(
                permission,
                ReadCollections
                    | ReadRequests
                    | ReadRetention
                    | ReadPlugins
                    | ReadAudit
                    | ReadConsents
                    | ReadGovernance
                    | ReportSecurity
            ),
            Self::Agent | Self::Member => false,
        }
    }

    /// The name of the role, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::PrivacyOfficer => "privacy-officer",
            Self::Editor => "editor",
            Self::Auditor => "auditor",
            Self::Agent => "agent",
            Self::Member => "member",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text given for a role names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a role: expected administrator, privacy-officer, editor or auditor")]
pub struct UnknownRole;

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_roles_and_permissions_is_the_agreed_one() {
        // Columns: administrator, privacy-officer, editor, auditor.
        let table = [
            (Permission::ReadCollections, "yyyy"),
            (Permission::WriteCollections, "y---"),
            (Permission::ReadSubjects, "yyy-"),
            (Permission::WriteRecords, "yyy-"),
            (Permission::ReadRecords, "yyy-"),
            (Permission::ReadRequests, "yy-y"),
            (Permission::HandleRequests, "yy--"),
            (Permission::ReadRetention, "yy-y"),
            (Permission::ManageRetention, "yy--"),
            (Permission::ReadPlugins, "yy-y"),
            (Permission::ManagePlugins, "y---"),
            (Permission::DecideOnPlugins, "yy--"),
            (Permission::ReadAudit, "yy-y"),
            (Permission::ReadConsents, "yyyy"),
            (Permission::RecordConsents, "yyy-"),
            (Permission::ManagePurposes, "yy--"),
            (Permission::ReadGovernance, "yy-y"),
            (Permission::ManageGovernance, "yy--"),
            (Permission::ReportSecurity, "yyyy"),
            (Permission::Offboard, "y---"),
            (Permission::ManageAccounts, "y---"),
        ];
        assert_eq!(table.map(|row| row.0), Permission::ALL);
        for (permission, row) in table {
            for (role, mark) in Role::ALL.into_iter().zip(row.chars()) {
                assert_eq!(role.may(permission), mark == 'y', "{role} {permission:?}");
            }
        }
    }

    #[test]
    fn a_role_has_one_name_in_text_and_json() {
        for role in Role::ALL {
            assert_eq!(role.to_string().parse(), Ok(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
        assert_eq!("Administrator".parse::<Role>(), Err(UnknownRole));
        assert_eq!("agent".parse::<Role>(), Err(UnknownRole));
    }

    #[test]
    fn an_agent_and_a_new_account_may_do_nothing_that_a_role_permits() {
        for permission in Permission::ALL {
            assert!(!Role::Agent.may(permission), "{permission:?}");
            assert!(!Role::Member.may(permission), "{permission:?}");
        }
    }
}
