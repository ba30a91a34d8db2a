//! How evenly tenants of very different sizes fill the nodes of a database.

use fastrand::Rng;

/// So that the simulation gives the same each time.
const SEED: u64 = 1;

/// What share of everything each tenant has, the largest first: the n-th has 1/n^skew of the first (Zipf).
pub(super) fn shares(tenants: u32, skew: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=tenants).map(|n| f64::from(n).powf(-skew)).collect();
    let all: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / all).collect()
}

/// How full the fullest node is, as a multiple of the mean, when a hash places each tenant.
pub(super) fn by_hash(shares: &[f64], nodes: u32) -> f64 {
    let mut rng = Rng::with_seed(SEED);
    let mut loads = vec![0.0; nodes as usize];
    for share in shares {
        if let Some(load) = rng.choice(&mut loads) {
            *load += share;
        }
    }
    fullest(&loads, nodes)
}

/// The same when each tenant, the largest first, goes to the node that is emptiest.
pub(super) fn by_size(shares: &[f64], nodes: u32) -> f64 {
    let mut loads = vec![0.0; nodes as usize];
    for share in shares {
        if let Some(load) = loads.iter_mut().min_by(|a, b| f64::total_cmp(a, b)) {
            *load += share;
        }
    }
    fullest(&loads, nodes)
}

fn fullest(loads: &[f64], nodes: u32) -> f64 {
    loads.iter().copied().fold(0.0, f64::max) * f64::from(nodes)
}

#[cfg(test)]
mod tests {
    use super::{by_hash, by_size, shares};

    #[test]
    fn shares_fall_and_make_a_whole() {
        let shares = shares(1_000, 1.0);
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(shares.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn tenants_of_one_size_fill_nodes_evenly_when_placed_by_size() {
        let shares = shares(1_000, 0.0);
        assert!((by_size(&shares, 10) - 1.0).abs() < 1e-9);
        assert!(by_hash(&shares, 10) > 1.0);
    }

    #[test]
    fn no_placement_splits_the_largest_tenant() {
        let shares = shares(1_000, 1.5);
        let least = shares[0] * 10.0;
        assert!(by_size(&shares, 10) >= least && by_hash(&shares, 10) >= least);
    }
}
