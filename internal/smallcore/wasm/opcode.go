// Package wasm has what reads and writes a WebAssembly module by hand: numbers, and the
// instructions by their names in the core specification, section 5.4.
package wasm

// Instructions. Loads are in a row, from OpI32Load on, then stores, to OpI64Store32; what takes and
// gives numbers only is from OpI32Eqz to OpI64Extend32S.
const (
	OpUnreachable   = 0x00
	OpNop           = 0x01
	OpBlock         = 0x02
	OpLoop          = 0x03
	OpIf            = 0x04
	OpElse          = 0x05
	OpEnd           = 0x0b
	OpBr            = 0x0c
	OpBrIf          = 0x0d
	OpBrTable       = 0x0e
	OpReturn        = 0x0f
	OpCall          = 0x10
	OpCallIndirect  = 0x11
	OpDrop          = 0x1a
	OpSelect        = 0x1b
	OpLocalGet      = 0x20
	OpLocalSet      = 0x21
	OpLocalTee      = 0x22
	OpGlobalGet     = 0x23
	OpGlobalSet     = 0x24
	OpI32Load       = 0x28
	OpI32Load8U     = 0x2d
	OpI32Store      = 0x36
	OpI64Store      = 0x37
	OpI64Store32    = 0x3e
	OpMemorySize    = 0x3f
	OpMemoryGrow    = 0x40
	OpI32Const      = 0x41
	OpI64Const      = 0x42
	OpF32Const      = 0x43
	OpF64Const      = 0x44
	OpI32Eqz        = 0x45
	OpI32Eq         = 0x46
	OpI32LtU        = 0x49
	OpI32Add        = 0x6a
	OpI32Sub        = 0x6b
	OpI32Mul        = 0x6c
	OpI32And        = 0x71
	OpI32Or         = 0x72
	OpI32Shl        = 0x74
	OpI32ShrU       = 0x76
	OpI64Add        = 0x7c
	OpI64Or         = 0x84
	OpI32WrapI64    = 0xa7
	OpI64ExtendI32U = 0xad
	OpI64Extend32S  = 0xc4
	OpPrefixFC      = 0xfc // saturating conversions, copying and filling memory
)

// Types of values, and of blocks that give none.
const (
	TypeI32  = 0x7f
	TypeI64  = 0x7e
	TypeNone = 0x40
	// BlockVoid is TypeNone as the signed number that it is read as.
	BlockVoid = -64
)
