// Package administration is what the command line and the REST API share: the names of
// rights and settings as people write them, and acts that are more than one call of the
// store. The package refuses to know who acts, and how it is answered.
package administration
