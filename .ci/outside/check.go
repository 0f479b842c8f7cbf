// Checks exported ledgers and proofs with the Go checksum database's code. Reads one JSON request a line, answers each
// with `accept` or `refuse REASON`.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Do       string   // log, proof, consistency
	Folder   string   // log: the exported tiles
	Vkey     string   // the ledger's key
	Proof    string   // proof: a tlog-proof
	Line     string   // proof: the entry
	Note     string   // consistency: the newer checkpoint
	Old      int64    // consistency: the older size
	OldRoot  string   // consistency
	Path     []string // consistency
	Expected string   // the origin
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) == 0 || err != nil {
			return
		}
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			fmt.Println("refuse", err)
			continue
		}
		if err := check(r); err != nil {
			fmt.Println("refuse", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("accept")
		}
	}
}

func open(text []byte, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("not a checkpoint of this ledger")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != lines[1] {
		return tree, fmt.Errorf("size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tree, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(m)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		out[i] = m[index]
	}
	return out, nil
}

// place writes a tile number as C2SP tlog-tiles does; the Go package writes the level-and-height form.
func place(n int64, width int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if width < 256 {
		path = fmt.Sprintf("%s.p/%d", path, width)
	}
	return path
}

func check(r request) error {
	switch r.Do {
	case "log":
		return checkLog(r)
	case "proof":
		head, checkpoint, found := strings.Cut(r.Proof, "\n\n")
		lines := strings.Split(head, "\n")
		if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
			return fmt.Errorf("not a tlog-proof")
		}
		index, err := strconv.ParseInt(lines[1][6:], 10, 64)
		if err != nil {
			return err
		}
		tree, err := open([]byte(checkpoint), r.Vkey)
		if err != nil {
			return err
		}
		var path tlog.RecordProof
		for _, line := range lines[2:] {
			hash, err := tlog.ParseHash(line)
			if err != nil {
				return err
			}
			path = append(path, hash)
		}
		return tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash([]byte(r.Line)))
	case "consistency":
		tree, err := open([]byte(r.Note), r.Vkey)
		if err != nil {
			return err
		}
		old, err := tlog.ParseHash(r.OldRoot)
		if err != nil {
			return err
		}
		var path tlog.TreeProof
		for _, line := range r.Path {
			hash, err := tlog.ParseHash(line)
			if err != nil {
				return err
			}
			path = append(path, hash)
		}
		return tlog.CheckTree(path, tree.N, tree.Hash, r.Old, old)
	}
	return fmt.Errorf("unknown request %s", r.Do)
}

// checkLog rehashes every entry, compares the root with the signed one and every tile with what the entries give.
func checkLog(r request) error {
	text, err := os.ReadFile(filepath.Join(r.Folder, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := open(text, r.Vkey)
	if err != nil {
		return err
	}
	var stored memory
	for n := int64(0); n*256 < tree.N; n++ {
		width := int(min(tree.N-n*256, 256))
		bundle, err := os.ReadFile(filepath.Join(r.Folder, "tile/entries", place(n, width)))
		if err != nil {
			return err
		}
		for i := 0; i < width; i++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("bundle %d is too short", n)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes, err := tlog.StoredHashes(n*256+int64(i), bundle[2:end], stored)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return fmt.Errorf("bundle %d is too long", n)
		}
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries lead to root %s", base64.StdEncoding.EncodeToString(root[:]))
	}
	for level, count := 0, tree.N; count > 0; level, count = level+1, count>>8 {
		for n := int64(0); n*256 < count; n++ {
			tile := tlog.Tile{H: 8, L: level, N: n, W: int(min(count-n*256, 256))}
			want, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return err
			}
			name := filepath.Join(r.Folder, fmt.Sprintf("tile/%d/%s", tile.L, place(tile.N, tile.W)))
			have, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if !bytes.Equal(have, want) {
				return fmt.Errorf("tile %s differs", name)
			}
		}
	}
	return nil
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
