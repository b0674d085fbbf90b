package policy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/tetratelabs/wazero"
)

// Engine chooses how the module is run.
type Engine int

const (
	// Compiler makes machine code of the module; slower to start without a cache, and much faster then.
	Compiler Engine = iota
	// Interpreter runs everywhere.
	Interpreter
)

// Build chooses which of the embedded modules is run.
type Build int

const (
	// Full does everything.
	Full Build = iota
	// Trusted is for objects that come from an API server, and starts faster: it has no schemas, so that it
	// refuses `admission: enforce`, and cannot validate.
	Trusted
)

const (
	defaultMemoryLimit = 1 << 30
	defaultIdleMemory  = 256 << 20
	defaultDeadline    = time.Minute
)

// Options of a [Module]. The zero value is good for a control plane.
type Options struct {
	// CacheDir keeps the compiled module between runs, so that a start takes milliseconds; empty: none.
	CacheDir string
	// PoolSize is how many calls run at the same time; 0: as many as there are processors.
	PoolSize int
	// MemoryLimit is the most memory of one instance, in bytes; 0: 1 GiB. At most 4 GiB.
	MemoryLimit uint64
	// IdleMemory is the most that an instance may keep between calls, in bytes; 0: 256 MiB. Memory of an
	// instance never shrinks, so one that had a huge snapshot is dropped.
	IdleMemory uint64
	// Deadline bounds each call, beside its context; 0: one minute, negative: none.
	Deadline time.Duration
	// Engine runs the module.
	Engine Engine
	// Build is which of the embedded modules is run.
	Build Build
	// Wasm is the module; nil: the one that is embedded, which is also three times as fast as the plain one of the
	// project's package: its loops ask whether to go on.
	Wasm []byte
	// OnDrop is told why an instance was dropped; nil: nobody is.
	OnDrop func(error)
}

// Module is the policy module, safe for concurrent use.
type Module struct {
	options  Options
	cache    wazero.CompilationCache
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	pool     *pool
}

// New compiles the module, or takes it from the cache.
//
// It fails with [ErrNotBuilt], with options that make no sense, and with a module that is not ours.
func New(ctx context.Context, options Options) (*Module, error) {
	if err := options.complete(); err != nil {
		return nil, err
	}
	m := &Module{options: options}
	config := wazero.NewRuntimeConfigCompiler()
	if options.Engine == Interpreter {
		config = wazero.NewRuntimeConfigInterpreter()
	}
	if options.CacheDir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(options.CacheDir)
		if err != nil {
			return nil, fmt.Errorf("the compilation cache `%s`: %w", options.CacheDir, err)
		}
		m.cache = cache
		config = config.WithCompilationCache(cache)
	}
	asks := ticks(options.Wasm)
	// The limit is that of the heap: what the runtime itself refuses, nobody would hear of.
	config = config.WithCloseOnContextDone(!asks)
	m.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	if asks {
		if err := provideTick(ctx, m.runtime); err != nil {
			return nil, errors.Join(err, m.closeRuntime(ctx))
		}
	}
	compiled, err := m.runtime.CompileModule(ctx, options.Wasm)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the policy module cannot be compiled: %w", err), m.closeRuntime(ctx))
	}
	m.compiled = compiled
	m.pool = newPool(m.options.PoolSize, m.instantiate)
	// The first instance shows whether the module is the one that this package knows.
	first, err := m.pool.take(ctx)
	if err != nil {
		return nil, errors.Join(err, m.closeRuntime(ctx))
	}
	m.pool.give(first)
	return m, nil
}

func (o *Options) complete() error {
	if o.PoolSize == 0 {
		o.PoolSize = runtime.GOMAXPROCS(0)
	}
	if o.MemoryLimit == 0 {
		o.MemoryLimit = defaultMemoryLimit
	}
	if o.IdleMemory == 0 {
		o.IdleMemory = defaultIdleMemory
	}
	if o.Deadline == 0 {
		o.Deadline = defaultDeadline
	}
	if o.PoolSize < 0 {
		return fmt.Errorf("Options.PoolSize is `%d`, but must not be negative", o.PoolSize)
	}
	if o.MemoryLimit < 4<<20 || o.MemoryLimit > 4<<30 {
		return fmt.Errorf("Options.MemoryLimit is `%d` bytes, but must be from 4 MiB to 4 GiB", o.MemoryLimit)
	}
	if o.Wasm == nil {
		wasm, err := embedded(o.Build)
		if err != nil {
			return err
		}
		o.Wasm = wasm
	}
	return nil
}

// Evaluate gives what becomes of a snapshot.
//
// A snapshot that cannot be evaluated at all is a *[Refusal]; a call that failed is a *[TrapError],
// *[MemoryError] or *[DeadlineError]. After any of them the module is as good as new.
func (m *Module) Evaluate(ctx context.Context, snapshot Snapshot) (*Evaluation, error) {
	text, err := written("the snapshot", snapshot)
	if err != nil {
		return nil, err
	}
	return m.EvaluateText(ctx, text)
}

// EvaluateText is [Module.Evaluate] for a snapshot that is JSON already.
func (m *Module) EvaluateText(ctx context.Context, snapshot []byte) (*Evaluation, error) {
	text, err := m.EvaluateJSON(ctx, snapshot)
	if err != nil {
		return nil, err
	}
	return read[Evaluation](text)
}

// Validate tells what an API server would say of each object of a snapshot, as if each was new; of one that is
// among those that exist, as if it was changed. The build [Trusted] cannot.
//
// Its errors are those of [Module.Evaluate].
func (m *Module) Validate(ctx context.Context, snapshot Snapshot) (*Validation, error) {
	text, err := written("the snapshot", snapshot)
	if err != nil {
		return nil, err
	}
	if text, err = m.ValidateJSON(ctx, text); err != nil {
		return nil, err
	}
	return read[Validation](text)
}

// ValidateJSON gives the module's own answer to a snapshot in JSON: `{"ok": …}` or `{"error": …}`. Only a call
// that failed is an error.
func (m *Module) ValidateJSON(ctx context.Context, snapshot []byte) ([]byte, error) {
	return m.call(ctx, "gapi_validate", snapshot)
}

// written puts what a call is given into JSON.
func written(what string, value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written as JSON: %w", what, err)
	}
	return text, nil
}

// read takes an answer apart.
func read[A any](text []byte) (*A, error) {
	var answer struct {
		OK    *A       `json:"ok"`
		Error *Refusal `json:"error"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, fmt.Errorf("the answer of the policy module cannot be read: %w", err)
	}
	if answer.Error != nil {
		return nil, answer.Error
	}
	if answer.OK == nil {
		return nil, errors.New("the answer of the policy module has neither a result nor a refusal")
	}
	return answer.OK, nil
}

// EvaluateJSON gives the module's own answer to a snapshot in JSON: `{"ok": …}` or `{"error": …}`. Only a call
// that failed is an error.
func (m *Module) EvaluateJSON(ctx context.Context, snapshot []byte) ([]byte, error) {
	return m.call(ctx, "gapi_evaluate", snapshot)
}

// Compare gives what an upgrade makes of a snapshot: each object and rule before and after, what to do for it, in
// which order objects are replaced, and what stops serving meanwhile. Errors are those of [Module.Evaluate].
func (m *Module) Compare(ctx context.Context, snapshot Snapshot, targets Targets) (*Comparison, error) {
	text, err := written("the snapshot", snapshot)
	if err != nil {
		return nil, err
	}
	names, err := written("the targets", targets)
	if err != nil {
		return nil, err
	}
	answered, err := m.CompareJSON(ctx, text, names)
	if err != nil {
		return nil, err
	}
	return read[Comparison](answered)
}

// CompareJSON gives the module's own answer to a snapshot and to targets in JSON: `{"ok": …}` or `{"error": …}`. Only
// a call that failed is an error.
func (m *Module) CompareJSON(ctx context.Context, snapshot, targets []byte) ([]byte, error) {
	return m.call(ctx, "gapi_compare", snapshot, targets)
}

// Version is that of the module.
func (m *Module) Version(ctx context.Context) (string, error) {
	text, err := m.call(ctx, "gapi_version")
	return string(text), err
}

func (m *Module) call(ctx context.Context, export string, texts ...[]byte) ([]byte, error) {
	if m.options.Deadline > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, m.options.Deadline)
		defer cancel()
	}
	instance, err := m.pool.take(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := instance.call(ctx, export, texts...)
	switch {
	case err != nil:
		m.drop(instance, err)
	case instance.size() > m.options.IdleMemory:
		m.drop(instance, fmt.Errorf("it holds %d MiB of memory", instance.size()>>20))
	default:
		m.pool.give(instance)
	}
	return answer, err
}

func (m *Module) drop(instance *instance, reason error) {
	m.pool.drop(instance)
	if m.options.OnDrop != nil {
		m.options.OnDrop(reason)
	}
}

// Close waits for the calls that run, and frees everything.
func (m *Module) Close(ctx context.Context) error {
	return errors.Join(m.pool.close(ctx), m.closeRuntime(ctx))
}

func (m *Module) closeRuntime(ctx context.Context) error {
	err := m.runtime.Close(ctx)
	if m.cache != nil {
		err = errors.Join(err, m.cache.Close(ctx))
	}
	return err
}
