package people

// Pages of what is found, entries.
const (
	defaultPage = 50
	maxPage     = 1000
)

// Page returns the size of a page that was asked for.
func Page(limit int) int {
	if limit <= 0 {
		return defaultPage
	}
	return min(limit, maxPage)
}
