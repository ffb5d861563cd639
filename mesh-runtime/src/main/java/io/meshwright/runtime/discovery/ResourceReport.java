package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.naming.Labels;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of users' resources when the last model was assembled. Immutable by convention: each
 * report has maps of its own.
 *
 * @param read Istio's kinds, as far as this revision looks at them
 * @param errors of resources that cannot be used; their last good version, if any, is in the model
 * @param leftOut of good resources, because they refer to what is not there
 * @param remarks on resources that are used
 */
public record ResourceReport(
    SortedMap<ResourceRef, Read> read,
    SortedMap<ResourceRef, List<ConfigError>> errors,
    SortedMap<ResourceRef, List<ConfigError>> leftOut,
    SortedMap<ResourceRef, List<Remark>> remarks) {

  /** Before anything was read. */
  public static final ResourceReport EMPTY =
      new ResourceReport(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  /**
   * Which state of a resource was read.
   *
   * @param generation of its spec; 0 in a file
   * @param ofRevision whether it names the revision; others are for all revisions
   */
  public record Read(long generation, boolean ofRevision) {
    static Read of(HasMetadata resource, String revision) {
      Long generation = resource.getMetadata().getGeneration();
      return new Read(
          generation == null ? 0 : generation, revision.equals(ResourceReport.revision(resource)));
    }
  }

  /** The revision that a resource names; empty if none. */
  static String revision(HasMetadata resource) {
    return WorkloadParser.labels(resource.getMetadata().getLabels())
        .getOrDefault(Labels.REVISION, "");
  }
}
