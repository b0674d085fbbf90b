package policy

import (
	"context"
	"sync"
)

// pool hands out at most so many instances at a time, those that were used last first.
type pool struct {
	// tokens has one entry for each instance that may be handed out.
	tokens chan struct{}
	make   func(context.Context) (*instance, error)

	mutex  sync.Mutex
	idle   []*instance
	closed bool
}

func newPool(size int, make_ func(context.Context) (*instance, error)) *pool {
	p := &pool{tokens: make(chan struct{}, size), make: make_}
	for range size {
		p.tokens <- struct{}{}
	}
	return p
}

// take waits for its turn; whoever takes gives back or drops.
func (p *pool) take(ctx context.Context) (*instance, error) {
	select {
	case <-p.tokens:
	case <-ctx.Done():
		return nil, &DeadlineError{Cause: ctx.Err()}
	}
	p.mutex.Lock()
	closed := p.closed
	var found *instance
	if last := len(p.idle) - 1; !closed && last >= 0 {
		found, p.idle = p.idle[last], p.idle[:last]
	}
	p.mutex.Unlock()
	if closed {
		p.tokens <- struct{}{}
		return nil, ErrClosed
	}
	if found != nil {
		return found, nil
	}
	made, err := p.make(ctx)
	if err != nil {
		p.tokens <- struct{}{}
	}
	return made, err
}

func (p *pool) give(instance *instance) {
	p.mutex.Lock()
	p.idle = append(p.idle, instance)
	p.mutex.Unlock()
	p.tokens <- struct{}{}
}

func (p *pool) drop(instance *instance) {
	instance.close()
	p.tokens <- struct{}{}
}

// close waits for all instances that are out.
func (p *pool) close(ctx context.Context) error {
	p.mutex.Lock()
	closed := p.closed
	p.closed = true
	p.mutex.Unlock()
	if closed {
		return nil
	}
	for range cap(p.tokens) {
		select {
		case <-p.tokens:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for _, instance := range p.idle {
		instance.close()
	}
	p.idle = nil
	// Those who wait for their turn find it closed.
	for range cap(p.tokens) {
		p.tokens <- struct{}{}
	}
	return nil
}
