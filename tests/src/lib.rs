//! Black-box tests over HTTP and real processes
