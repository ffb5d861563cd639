package io.meshwright.e2e.cluster;

import java.util.Locale;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the cluster and the namespaces; JUnit's stores close both at the right time. */
final class ClusterExtension
    implements ParameterResolver, AfterEachCallback, LifecycleMethodExecutionExceptionHandler {

  private static final Namespace STORE = Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class || type == TestNamespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestCluster.class
        ? cluster(context)
        : namespace(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context.getExecutionException().ifPresent(_ -> report(context));
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    report(context);
    throw failure;
  }

  private static void report(ExtensionContext context) {
    FailureReport.write(
        namespace(context),
        context.getRequiredTestClass().getSimpleName()
            + context.getTestMethod().map(method -> "." + method.getName()).orElse(""));
  }

  /** One for all classes, until the JVM's tests are done. */
  static TestCluster cluster(ExtensionContext context) {
    Store store = context.getRoot().getStore(STORE);
    return store.getOrComputeIfAbsent(
        TestCluster.class, _ -> TestCluster.start(), TestCluster.class);
  }

  /** One for each class; nested classes share their outermost one's. */
  private static TestNamespace namespace(ExtensionContext context) {
    ExtensionContext ofClass = context;
    while (ofClass.getParent().orElseThrow().getTestClass().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    String name =
        ofClass
            .getRequiredTestClass()
            .getSimpleName()
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT);
    return ofClass
        .getStore(STORE)
        .getOrComputeIfAbsent(
            TestNamespace.class, _ -> cluster(context).createNamespace(name), TestNamespace.class);
  }
}
