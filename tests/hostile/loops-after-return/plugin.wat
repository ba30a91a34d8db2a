;; Answers, and never comes back from cleaning up.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (call $answer (local.get $columns) (local.get $count)))
    (func (export "cabi_post_lethe:plugin/anonymizer@1.1.0#anonymize") (param i32)
        (loop $on (br $on)))
)
