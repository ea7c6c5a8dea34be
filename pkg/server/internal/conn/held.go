package conn

// Hold takes memory for what the client is there with, such as its states, n bytes or with
// less than nothing gives it back. It reports false when there is none left and nobody who
// takes more than the client's user. It waits for nobody.
func (c *Conn) Hold(n int) bool {
	c.holding.Lock()
	defer c.holding.Unlock()
	if c.left {
		return true
	}
	if n <= 0 {
		if c.held != nil {
			c.held.Give(-n)
		}
		return true
	}
	if c.held == nil {
		c.held = c.options.Held.Open(c.Costly)
		if owner := c.owner.Load(); owner != nil {
			c.held.Own(*owner)
		}
	}
	return c.held.Try(n)
}

// Spare takes memory for what the server can do without, n bytes, or with less than nothing
// gives it back. It reports false when there is none to spare: nobody goes for it.
func (c *Conn) Spare(n int) bool {
	c.holding.Lock()
	defer c.holding.Unlock()
	if c.left {
		return true
	}
	if c.spared == nil {
		c.spared = c.options.Spare.Open(nil)
	}
	if n <= 0 {
		c.spared.Give(-n)
		return true
	}
	return c.spared.Try(n)
}

// holdNothing gives back everything, for good.
func (c *Conn) holdNothing() {
	c.holding.Lock()
	defer c.holding.Unlock()
	c.left = true
	if c.held != nil {
		c.held.Close()
	}
	if c.spared != nil {
		c.spared.Close()
	}
}
