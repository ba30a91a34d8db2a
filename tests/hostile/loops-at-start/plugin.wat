;; Never comes back from being instantiated, so not even its name can be had.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func $start
        (loop $on (br $on)))
    (start $start)
    (func {{head}}
        (call $answer (local.get $columns) (local.get $count)))
)
