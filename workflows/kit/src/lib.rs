//! What every workflow shares: entry, Sql over Spin, the door, problems, paging
