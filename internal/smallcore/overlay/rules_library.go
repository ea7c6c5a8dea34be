package overlay

var rules = append(runtimeRules, libraryRules...)

// Of the libraries goes what takes values apart by reflection. What is left of
// fmt prints numbers, strings, errors, what has a String method, and the name of
// any type; of msgpack, it encodes and decodes the primitives that the protocol is
// made of.
var libraryRules = []rule{
	{pkg: "fmt", files: "print.go", swap: [][2]string{
		{"import (\n", "import (\n\t\"internal/abi\"\n\t\"internal/reflectlite\"\n\t\"unsafe\"\n"},
		{"func tooLarge(x int) bool {", plainValues + "\nfunc tooLarge(x int) bool {"},
		{"	value reflect.Value\n", ""},
		{"	p.value = reflect.Value{}\n", ""},
		{"reflect.TypeOf(arg).String()", "reflectlite.TypeOf(arg).String()"},
		{"isString := arg != nil && reflect.TypeOf(arg).Kind() == reflect.String", "isString := arg != nil && reflectlite.TypeOf(arg).Kind() == abi.String"},
		{"p.printValue(reflect.ValueOf(f), verb, 0)", "p.printPlain(f, verb)"},
		{`	case reflect.Value:
		// Handle extractable values with special methods
		// since printValue does not handle them at depth 0.
		if f.IsValid() && f.CanInterface() {
			p.arg = f.Interface()
			if p.handleMethods(verb) {
				return
			}
		}
		p.printValue(f, verb, 0)
`, ""},
		{"		p.fmtPointer(reflect.ValueOf(arg), 'p')\n", "		p.badVerb(verb)\n"},
		{"if v := reflect.ValueOf(arg); v.Kind() == reflect.Pointer && v.IsNil() {", "if kind, data := plain(arg); kind == abi.Pointer && data == nil {"},
	}},
	{pkg: "fmt", files: "print.go", empty: []string{"pp.badVerb"}, body: `
	p.buf.writeString(percentBangString)
	p.buf.writeRune(verb)
	if p.arg != nil {
		p.buf.writeByte('(')
		p.buf.writeString(reflectlite.TypeOf(p.arg).String())
		p.buf.writeByte(')')
	}`},
	{pkg: "fmt", files: "print.go", empty: []string{"intFromArg"}, body: `
	if newArgNum = argNum; argNum < len(a) {
		num, isInt = a[argNum].(int)
		newArgNum++
		if tooLarge(num) {
			num, isInt = 0, false
		}
	}
	return`},
	{pkg: "fmt", files: "print.go", empty: []string{"pp.fmtBytes"}, body: "p.fmtString(string(v), verb)"},
	{pkg: "fmt", files: "print.go", empty: []string{"pp.printValue", "pp.fmtPointer", "pp.unknownType"}},
	{pkg: "fmt", files: "print.go", empty: []string{"pp.fmtComplex", "Print", "Printf", "Println"}},
	{pkg: "fmt", files: "scan.go", empty: []string{"Scan", "Scanln", "Scanf"}},
	{pkg: "fmt", files: "format.go", empty: []string{"fmt.fmtUnicode"}},
	// It orders what %[2]w of Errorf, with a number, has put out of order.
	{pkg: "fmt", files: "errors.go", swap: [][2]string{{"			slices.Sort(p.wrappedErrs)\n", ""}}},
	{pkg: "context", files: "context.go", empty: []string{"cancelCtx.String", "withoutCancelCtx.String", "timerCtx.String", "valueCtx.String"}, body: `return "context"`},
	// A line of a library's log goes to the console as before, without the date.
	{pkg: "log", files: "log.go", swap: [][2]string{{"var std = New(os.Stderr, ", "var std = New(nil, "}}},
	{pkg: "log", files: "log.go", empty: []string{"Logger.output"}, body: "println(string(appendOutput(nil))); return nil"},
	{pkg: "log", files: "log.go", empty: []string{"Fatal", "Fatalf", "Fatalln", "Logger.Fatal", "Logger.Fatalf", "Logger.Fatalln"}, body: `panic("log.Fatal")`},
	// Numbers with fractions are printed the slow way, as exactly, without the tables of the fast one.
	{pkg: "internal/strconv", files: "atof.go", swap: [][2]string{{"var optimize = true", "const optimize = false"}}},
	// %q escapes controls, marks of direction and what is invisible, without a table of what else is no letter or sign.
	{pkg: "strconv", files: "quote.go", empty: []string{"IsPrint"}, body: `
	return 0x20 <= r && r < 0x7f || 0xa1 <= r && r < 0xd800 && r != 0xad && r>>8 != 0x20 ||
		0x2010 <= r && r < 0x2028 || 0x2030 <= r && r < 0x205f || 0x2070 <= r && r < 0x2100 ||
		0xf900 <= r && r <= utf8.MaxRune && r != 0xfeff && r&0xfffe != 0xfffe && r>>12 != 0xe0`},
	// Tables that are only asked for by name, by regular expressions.
	{pkg: "unicode", files: "tables.go", match: [][2]string{{`(?s)var (FoldCategory|FoldScript) = map\[string\]\*RangeTable\{.*?\n\}`, "var $1 map[string]*RangeTable"}}},
	// Whoever wants to print a time formats it.
	{pkg: "time", files: "format.go", empty: []string{"Time.String", "Time.GoString"}, body: `return "time"`},
	{pkg: "github.com/hack-pad/safejs/internal/stackerr", files: "stackerr.go", empty: []string{"collectStacktrace", "stacktrace.String"}},

	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode_value.go encode_value.go intern.go time.go types.go", empty: []string{"init"}},
	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode.go", swap: [][2]string{{"type bufReader interface {",
		"var errReduced = errors.New(\"msgpack: this build encodes and decodes primitives only\")\n\ntype bufReader interface {"}}},
	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode.go encode.go", empty: []string{"Decoder.Decode", "Encoder.Encode"}, body: "return errReduced"},
	// Types that are only looked for by reflection.
	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode_map.go decode_slice.go decode_value.go encode_slice.go types.go",
		match: [][2]string{{`= (reflect\.TypeOf\(\(.*\)\(nil\)\)|mapString\w+PtrType)(\.Elem\(\))?`, "reflect.Type"}}},
	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode_string.go encode_slice.go", never: []string{"intern || len(d.dict) > 0", "intern || len(e.dict) > 0"}},
	{pkg: "github.com/vmihailenco/msgpack/v5", files: "decode.go", swap: [][2]string{{"		br := bufio.NewReader(r)\n		d.r = br\n		d.s = br\n",
		"		panic(\"msgpack: in this build a decoder reads from a buffer\")\n"}}},
}

// plainValues prints what has a kind of number or string, whatever its type.
const plainValues = `
func plain(v any) (abi.Kind, unsafe.Pointer) {
	e := (*struct {
		typ  *abi.Type
		data unsafe.Pointer
	})(unsafe.Pointer(&v))
	return e.typ.Kind(), e.data
}

func (p *pp) printPlain(v any, verb rune) {
	switch kind, data := plain(v); kind {
	case abi.Bool:
		p.fmtBool(*(*bool)(data), verb)
	case abi.Int, abi.Int64:
		p.fmtInteger(*(*uint64)(data), signed, verb)
	case abi.Int8:
		p.fmtInteger(uint64(*(*int8)(data)), signed, verb)
	case abi.Int16:
		p.fmtInteger(uint64(*(*int16)(data)), signed, verb)
	case abi.Int32:
		p.fmtInteger(uint64(*(*int32)(data)), signed, verb)
	case abi.Uint, abi.Uint64, abi.Uintptr:
		p.fmtInteger(*(*uint64)(data), unsigned, verb)
	case abi.Uint8:
		p.fmtInteger(uint64(*(*uint8)(data)), unsigned, verb)
	case abi.Uint16:
		p.fmtInteger(uint64(*(*uint16)(data)), unsigned, verb)
	case abi.Uint32:
		p.fmtInteger(uint64(*(*uint32)(data)), unsigned, verb)
	case abi.Float32:
		p.fmtFloat(float64(*(*float32)(data)), 32, verb)
	case abi.Float64:
		p.fmtFloat(*(*float64)(data), 64, verb)
	case abi.String:
		p.fmtString(*(*string)(data), verb)
	default:
		p.badVerb(verb)
	}
}
`
