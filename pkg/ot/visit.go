package ot

// ValueVisitor is told a data value one element at a time, each before those in
// it, so that something else than a [Value] can be made of it. An error ends the
// visit.
type ValueVisitor interface {
	// Begin tells of a container, an object or array. What is told until its End
	// is in it, at most so many as children says. key is its name in the object
	// that it is in.
	Begin(kind ValueKind, id, key string, children int) error
	// Add tells of any other element. The value may be changed after the call.
	Add(key string, v *Value) error
	// End tells that the container that was begun last is complete.
	End()
}

// ValueSource is a data value that can be visited.
type ValueSource interface {
	// Begin begins a visit, of which the visitor hears by [Visit.Some].
	Begin(ValueVisitor) Visit
}

// Visit is a visit of a data value in as many portions as its owner wants: one of a
// large value takes long.
type Visit interface {
	// Some tells of so many elements more and reports whether any are left. After an
	// error nothing more is told.
	Some(elements int) (more bool, err error)
}
