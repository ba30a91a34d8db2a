//! Groups of accounts.

use std::collections::{BTreeMap, BTreeSet};

use domain::visibility::GroupName;
use domain::{AccountId, SubjectId};

use crate::decode::Columns;
use crate::insert::insert;
use crate::{Error, Sql, TenantScope, Tx};

const TABLE: &str = "account_group";

/// The groups of an account.
pub async fn of<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: AccountId,
) -> Result<BTreeSet<GroupName>, Error> {
    let rows = sql
        .query(
            "SELECT group_name FROM account_group WHERE tenant_id = $1 AND account_id = $2",
            &[scope.parameter(), account.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| Columns::of(TABLE, row).parsed("group_name"))
        .collect()
}

/// All groups that have accounts, and which.
pub async fn list<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
) -> Result<BTreeMap<GroupName, BTreeSet<AccountId>>, Error> {
    let rows = sql
        .query(
            "SELECT group_name, account_id FROM account_group WHERE tenant_id = $1",
            &[scope.parameter()],
        )
        .await?;
    let mut groups = BTreeMap::<GroupName, BTreeSet<AccountId>>::new();
    for row in rows {
        let mut columns = Columns::of(TABLE, row);
        let group = columns.parsed("group_name")?;
        let accounts = groups.entry(group).or_default();
        accounts.insert(columns.parsed("account_id")?);
    }
    Ok(groups)
}

/// Puts an account into these groups, and into no others.
pub async fn replace<S: Sql>(
    tx: &mut Tx<'_, S>,
    scope: &TenantScope,
    account: AccountId,
    groups: &BTreeSet<GroupName>,
) -> Result<(), Error> {
    tx.execute(
        "DELETE FROM account_group WHERE tenant_id = $1 AND account_id = $2",
        &[scope.parameter(), account.into()],
    )
    .await?;
    let rows = groups
        .iter()
        .map(|group| [group.as_str().into(), account.into()])
        .collect();
    let head = "INSERT INTO account_group (tenant_id, group_name, account_id)";
    insert(tx, scope, head, "", rows).await?;
    Ok(())
}

/// The data subjects whose own accounts are in a group that this account is in too.
pub async fn team<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: AccountId,
) -> Result<BTreeSet<SubjectId>, Error> {
    let rows = sql
        .query(
            "SELECT DISTINCT account.subject_id FROM account_group mine \
             JOIN account_group theirs ON theirs.tenant_id = mine.tenant_id \
             AND theirs.group_name = mine.group_name \
             JOIN account ON account.tenant_id = theirs.tenant_id \
             AND account.account_id = theirs.account_id \
             WHERE mine.tenant_id = $1 AND mine.account_id = $2 \
             AND account.subject_id IS NOT NULL",
            &[scope.parameter(), account.into()],
        )
        .await?;
    rows.into_iter()
        .map(|row| Columns::of("account", row).parsed("subject_id"))
        .collect()
}

/// The accounts that share a group with this account, and itself.
pub async fn teammates<S: Sql>(
    sql: &mut S,
    scope: &TenantScope,
    account: AccountId,
) -> Result<BTreeSet<AccountId>, Error> {
    let rows = sql
        .query(
            "SELECT DISTINCT theirs.account_id FROM account_group mine \
             JOIN account_group theirs ON theirs.tenant_id = mine.tenant_id \
             AND theirs.group_name = mine.group_name \
             WHERE mine.tenant_id = $1 AND mine.account_id = $2",
            &[scope.parameter(), account.into()],
        )
        .await?;
    let theirs = rows.into_iter();
    let theirs = theirs.map(|row| Columns::of(TABLE, row).parsed("account_id"));
    let mut accounts: BTreeSet<AccountId> = theirs.collect::<Result<_, _>>()?;
    accounts.insert(account);
    Ok(accounts)
}
