;; A component that is no plugin.
(component)
