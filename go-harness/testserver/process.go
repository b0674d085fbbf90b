package testserver

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// process is one run of the binary.
type process struct {
	stdin io.Closer
	tail  *tail
	// done is closed when it has ended.
	done chan struct{}
	kill func() error
}

func startProcess(command *exec.Cmd, log io.Writer) (*process, error) {
	stdin, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	p := &process{stdin: stdin, tail: &tail{}, done: make(chan struct{})}
	command.Stdout, command.Stderr = p.tail, p.tail
	if log != nil {
		command.Stdout, command.Stderr = log, log
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p.kill = command.Process.Kill
	go func() {
		_ = command.Wait()
		close(p.done)
	}()
	return p, nil
}

// stop closes the pipe, and kills whoever does not end then.
func (p *process) stop() error {
	_ = p.stdin.Close()
	select {
	case <-p.done:
		return nil
	case <-time.After(stopWithin):
	}
	if err := p.kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.done
	return nil
}

// tail keeps the end of what is written.
type tail struct {
	mutex sync.Mutex
	bytes []byte
}

const tailBytes = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.bytes = append(t.bytes, p...)
	if extra := len(t.bytes) - tailBytes; extra > 0 {
		t.bytes = append(t.bytes[:0], t.bytes[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return string(t.bytes)
}
