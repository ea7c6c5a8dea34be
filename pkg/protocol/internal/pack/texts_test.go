package pack

import (
	"fmt"
	"strings"
	"testing"
)

// TestTexts copies many texts of all lengths from one buffer that is written over, and
// finds them unharmed.
func TestTexts(t *testing.T) {
	var m Memory
	var got, want []string
	buffer := make([]byte, 3*shortText)
	for i := range 2000 {
		b := buffer[:i%len(buffer)]
		for j := range b {
			b[j] = byte('a' + (i+j)%26)
		}
		got, want = append(got, m.Copy(b)), append(want, strings.Clone(string(b)))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("text %d is %q, not %q", i, got[i], want[i])
		}
	}
	short := []byte("a short text")
	if n := testing.AllocsPerRun(1000, func() { m.Copy(short) }); n > 0 {
		t.Errorf("a short text allocates %v times", n)
	}
}

// TestMemoryForgets learns more names than there is room for.
func TestMemoryForgets(t *testing.T) {
	var m Memory
	for i := range len(m.names) + 1 {
		m.Learn(fmt.Sprint(i))
	}
	if _, ok := m.Name([]byte("0")); ok {
		t.Error("the first name is still there")
	}
	for i := range len(m.names) {
		if name, ok := m.Name([]byte(fmt.Sprint(i + 1))); !ok || name != fmt.Sprint(i+1) {
			t.Errorf("name %d is %q", i+1, name)
		}
	}
}
