package io.meshwright.operator.preflight;

import io.meshwright.crd.rbac.Permission;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that preflight judges, read once.
 *
 * @param neighbour an older mesh that the revision would get in the way of; null if there is none
 * @param needed what the operator must be allowed to do
 * @param images images of the revision's control plane that a node could not get
 * @param known findings that are costly to make and therefore remembered: those about CRDs and
 *     fields, and what the revision's own validator says about the configuration in the cluster
 */
public record PreflightFacts(
    Subject subject,
    Change change,
    @Nullable Neighbour neighbour,
    Survey survey,
    List<Permission> needed,
    List<ImageProblem> images,
    List<Finding> known) {

  public PreflightFacts {
    needed = List.copyOf(needed);
    images = List.copyOf(images);
    known = List.copyOf(known);
  }

  /**
   * The revision in question.
   *
   * @param namespace of its control plane
   * @param claimsDefaultTag whether pods that name no revision would come to it
   * @param roots what its runtime would write
   */
  public record Subject(
      String name, String namespace, String version, boolean claimsDefaultTag, Roots roots) {}

  /**
   * The ConfigMaps with which a mesh tells workloads its roots.
   *
   * @param name of all of them
   * @param into whether the namespace of a name gets one
   */
  public record Roots(String name, Predicate<String> into) {}

  /**
   * An older mesh that writes the same ConfigMaps for its roots.
   *
   * @param mesh its installation, as a user would name it; the revision itself if nobody owns it
   * @param namespace one in which both would write
   */
  public record Neighbour(String mesh, String namespace) {}

  /**
   * What following the revision would change.
   *
   * @param previousVersion what serves now; null if there is nothing, or nothing would move
   * @param allowed whether the user took responsibility for an unsupported change of version
   * @param used other revisions of the installation that workloads use, with their versions
   * @param outdatedProxies proxies per namespace that are older than the control plane which is to
   *     be changed in place
   */
  public record Change(
      @Nullable String previousVersion,
      boolean allowed,
      Map<String, String> used,
      Map<String, Long> outdatedProxies) {

    public Change {
      used = Map.copyOf(used);
      outdatedProxies = Map.copyOf(outdatedProxies);
    }

    /** Nothing is there yet. */
    static Change firstInstallation() {
      return new Change(null, false, Map.of(), Map.of());
    }
  }

  /** A container whose image a node could not get; {@code why} is the kubelet's word. */
  public record ImageProblem(String pod, String container, String image, String why) {}
}
