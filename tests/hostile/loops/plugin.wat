;; Never comes back.
(module
    {{memory}}
    {{realloc}}
    {{describe}}
    {{echo}}
    (func {{head}}
        (loop $on (br $on))
        (unreachable))
)
