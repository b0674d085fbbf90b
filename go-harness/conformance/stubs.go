package conformance

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

// addStubs adds what does the work of a cluster's other controllers: pods of Deployments, the end of namespaces, the
// removal of what has lost its owner, and what Kuma makes of a MeshGatewayInstance.
func addStubs(mgr ctrl.Manager) error {
	s := &stubs{client: mgr.GetClient(), reader: mgr.GetAPIReader()}
	return errors.Join(
		ctrl.NewControllerManagedBy(mgr).Named("deployments").For(&appsv1.Deployment{}).Complete(reconcile.Func(s.deployment)),
		ctrl.NewControllerManagedBy(mgr).Named("namespaces").For(&corev1.Namespace{}).Complete(reconcile.Func(s.namespace)),
		addInstances(mgr),
		mgr.Add(manager.RunnableFunc(s.collect)),
	)
}

type stubs struct {
	client client.Client
	// reader asks the API server itself.
	reader client.Reader
}

// deployment makes the pods of a Deployment, ready at once, and removes them with it.
func (s *stubs) deployment(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	deployment := &appsv1.Deployment{}
	err := s.client.Get(ctx, request.NamespacedName, deployment)
	if err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	replicas := 1
	if deployment.Spec.Replicas != nil {
		replicas = int(*deployment.Spec.Replicas)
	}
	var failed []error
	for number := range replicas {
		failed = append(failed, s.pod(ctx, deployment, number))
	}
	return reconcile.Result{}, errors.Join(failed...)
}

func (s *stubs) pod(ctx context.Context, deployment *appsv1.Deployment, number int) error {
	hash := fnv.New64a()
	fmt.Fprint(hash, deployment.Namespace, "/", deployment.Name, "/", number)
	sum := hash.Sum64()
	pod := &corev1.Pod{ObjectMeta: *deployment.Spec.Template.ObjectMeta.DeepCopy(), Spec: *deployment.Spec.Template.Spec.DeepCopy()}
	// Deployment, hash of the ReplicaSet and a random end, as elsewhere.
	pod.Name = fmt.Sprintf("%s-%08x-%05x", deployment.Name, uint32(sum>>32), sum&0xfffff)
	pod.Namespace = deployment.Namespace
	pod.OwnerReferences = []metav1.OwnerReference{*metav1.NewControllerRef(deployment, appsv1.SchemeGroupVersion.WithKind("Deployment"))}
	// Without the controller of service accounts there is none to be had.
	no := false
	pod.Spec.AutomountServiceAccountToken = &no
	pod.Spec.NodeName = "node"
	if err := s.client.Create(ctx, pod); err != nil {
		if apierrors.IsAlreadyExists(err) {
			return nil
		}
		return err
	}
	ip := fmt.Sprintf("10.244.%d.%d", byte(sum>>8), byte(sum)|1)
	now := metav1.Now()
	pod.Status = corev1.PodStatus{
		Phase: corev1.PodRunning, PodIP: ip, PodIPs: []corev1.PodIP{{IP: ip}}, StartTime: &now,
		Conditions: []corev1.PodCondition{
			{Type: corev1.PodReady, Status: corev1.ConditionTrue, LastTransitionTime: now},
			{Type: corev1.ContainersReady, Status: corev1.ConditionTrue, LastTransitionTime: now},
		},
	}
	return s.client.Status().Update(ctx, pod)
}

// owned are the kinds that go with their owners, and with their namespace.
var owned = []schema.GroupVersionKind{
	{Group: "kuma.io", Version: "v1alpha1", Kind: "MeshGatewayInstance"},
	{Group: "apps", Version: "v1", Kind: "Deployment"},
	{Version: "v1", Kind: "Service"},
	{Version: "v1", Kind: "Pod"},
}

// contents are the other kinds that the suite puts into namespaces.
var contents = []schema.GroupVersionKind{
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "Gateway"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "HTTPRoute"},
	{Group: "gateway.networking.k8s.io", Version: "v1", Kind: "ReferenceGrant"},
	{Version: "v1", Kind: "Secret"},
	{Version: "v1", Kind: "ConfigMap"},
	{Group: "discovery.k8s.io", Version: "v1", Kind: "EndpointSlice"},
}

// collect removes what has lost its owner, as the garbage collector does.
func (s *stubs) collect(ctx context.Context) error {
	for ctx.Err() == nil {
		for _, kind := range owned {
			// What fails is tried again.
			_ = s.collectKind(ctx, kind)
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

func (s *stubs) collectKind(ctx context.Context, kind schema.GroupVersionKind) error {
	objects, err := s.list(ctx, kind, "")
	if err != nil {
		return err
	}
	var failed []error
	for _, object := range objects {
		for _, reference := range object.OwnerReferences {
			owner := &metav1.PartialObjectMetadata{}
			owner.SetGroupVersionKind(schema.FromAPIVersionAndKind(reference.APIVersion, reference.Kind))
			err := s.reader.Get(ctx, client.ObjectKey{Namespace: object.Namespace, Name: reference.Name}, owner)
			if apierrors.IsNotFound(err) || (err == nil && owner.UID != reference.UID) {
				failed = append(failed, s.remove(ctx, &object))
			}
		}
	}
	return errors.Join(failed...)
}

// namespace ends a namespace that is to go.
func (s *stubs) namespace(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	namespace := &corev1.Namespace{}
	if err := s.client.Get(ctx, request.NamespacedName, namespace); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	if namespace.DeletionTimestamp == nil {
		return reconcile.Result{}, nil
	}
	for _, kind := range append(contents, owned...) {
		objects, err := s.list(ctx, kind, namespace.Name)
		if err != nil {
			return reconcile.Result{}, err
		}
		for _, object := range objects {
			if err := s.remove(ctx, &object); err != nil {
				return reconcile.Result{}, err
			}
		}
	}
	namespace = namespace.DeepCopy()
	namespace.Spec.Finalizers = nil
	err := s.client.SubResource("finalize").Update(ctx, namespace)
	return reconcile.Result{}, client.IgnoreNotFound(err)
}

func (s *stubs) list(ctx context.Context, kind schema.GroupVersionKind, namespace string) ([]metav1.PartialObjectMetadata, error) {
	list := &metav1.PartialObjectMetadataList{}
	list.SetGroupVersionKind(kind.GroupVersion().WithKind(kind.Kind + "List"))
	err := s.reader.List(ctx, list, client.InNamespace(namespace))
	for index := range list.Items {
		list.Items[index].SetGroupVersionKind(kind)
	}
	return list.Items, err
}

func (s *stubs) remove(ctx context.Context, object *metav1.PartialObjectMetadata) error {
	found := &unstructured.Unstructured{}
	found.SetGroupVersionKind(object.GroupVersionKind())
	found.SetNamespace(object.Namespace)
	found.SetName(object.Name)
	return client.IgnoreNotFound(s.client.Delete(ctx, found, client.GracePeriodSeconds(0)))
}
