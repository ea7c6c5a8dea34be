package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// pages are browser pages, run by pages.mjs.
type pages struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// pageWork is what a page did.
type pageWork struct {
	Name  string
	Edits int
	Marks [][]string // by model
}

// pageState is where a page stands.
type pageState struct {
	Name      string
	Connected bool
	Problems  []string
	Said      []said
	Refused   int
	Talking   int // messages that are not answered yet
	Models    []struct {
		Committed bool
		Version   int64
		Value     string
	}
}

func openPages(root string, options map[string]any) (*pages, error) {
	argument, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	p := &pages{cmd: exec.Command("node", filepath.Join(root, "test/chaos/pages.mjs"), string(argument))}
	p.cmd.Stderr = os.Stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	var ready string
	if err := p.answer(&ready); err != nil {
		return nil, fmt.Errorf("the pages did not open: %w", err)
	}
	return p, nil
}

func (p *pages) answer(into any) error {
	line, err := p.out.ReadBytes('\n')
	if err != nil {
		return err
	}
	return json.Unmarshal(line, into)
}

func (p *pages) ask(command string, into any) error {
	if _, err := io.WriteString(p.in, command+"\n"); err != nil {
		return err
	}
	if err := p.answer(into); err != nil {
		return fmt.Errorf("asking the pages to %s: %w", command, err)
	}
	return nil
}

func (p *pages) close() {
	io.WriteString(p.in, "quit\n")
	p.in.Close()
	p.cmd.Wait()
}
