package io.meshwright.runtime.files;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.runtime.discovery.ConfigSource;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.xds.ConfigError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads all {@code .yaml}, {@code .yml} and {@code .json} files of one directory and follows
 * changes: files written in place, renamed over each other, and the swapped symbolic links of a
 * mounted ConfigMap. A document that cannot be parsed keeps the resource it had.
 *
 * <p>After each event of the directory all files whose content or identity may have changed are
 * read again; what is equal is not delivered.
 */
public final class DirectorySource implements ConfigSource {

  private static final Set<String> SUFFIXES = Set.of("yaml", "yml", "json");

  private final Path directory;
  private final WatchService watcher;
  private final SortedMap<String, Map<ResourceRef, HasMetadata>> byFile = new TreeMap<>();
  private final Set<String> broken = new TreeSet<>();
  private Map<ResourceRef, HasMetadata> delivered = new HashMap<>();
  private final Object delivering = new Object();
  private boolean closed;

  /** Opens the directory, which must exist. */
  public DirectorySource(Path directory) throws IOException {
    this.directory = directory;
    this.watcher = FileSystems.getDefault().newWatchService();
    directory.register(
        watcher,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  @Override
  public void start(Listener listener) {
    Thread.ofPlatform()
        .name("config-directory")
        .daemon()
        .start(
            () -> {
              scan(listener);
              deliver(listener::synced);
              follow(listener);
            });
  }

  @Override
  public void close() {
    synchronized (delivering) {
      closed = true;
    }
    try {
      watcher.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void follow(Listener listener) {
    try {
      while (true) {
        WatchKey key = watcher.take();
        key.pollEvents();
        key.reset();
        scan(listener);
      }
    } catch (ClosedWatchServiceException _) {
      // closed: nothing is left to follow
      return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(Runnable delivery) {
    synchronized (delivering) {
      if (!closed) {
        delivery.run();
      }
    }
  }

  private void scan(Listener listener) {
    Set<String> present = new TreeSet<>();
    for (Path file : files(listener)) {
      String name = file.getFileName().toString();
      present.add(name);
      try {
        take(name, ManifestFile.read(file), listener);
      } catch (IOException e) {
        if (Files.exists(file)) {
          broken(
              name, List.of(new ConfigError(name, "", e.toString(), "a readable file")), listener);
        } else {
          present.remove(name);
        }
      }
    }
    byFile.keySet().retainAll(present);
    for (String name : List.copyOf(broken)) {
      if (!present.contains(name)) {
        well(name, listener);
      }
    }
    deliverChanges(listener);
  }

  /** Of a file with errors, what can be read is used, and nothing that it had goes. */
  private void take(String name, ManifestFile.Content content, Listener listener) {
    if (content.errors().isEmpty()) {
      byFile.put(name, content.resources());
      well(name, listener);
    } else {
      Map<ResourceRef, HasMetadata> kept = new HashMap<>(byFile.getOrDefault(name, Map.of()));
      kept.putAll(content.resources());
      byFile.put(name, kept);
      broken(name, content.errors(), listener);
    }
  }

  private List<Path> files(Listener listener) {
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> files =
          entries.filter(DirectorySource::readable).sorted().collect(Collectors.toList());
      well("", listener);
      return files;
    } catch (IOException e) {
      broken(
          "",
          List.of(new ConfigError(directory.toString(), "", e.toString(), "a directory")),
          listener);
      return byFile.keySet().stream().map(directory::resolve).toList();
    }
  }

  private void deliverChanges(Listener listener) {
    Map<ResourceRef, HasMetadata> now = new HashMap<>();
    Map<ResourceRef, String> fileOf = new HashMap<>();
    byFile.forEach(
        (file, resources) ->
            resources.forEach(
                (ref, resource) -> {
                  if (now.putIfAbsent(ref, resource) == null) {
                    fileOf.put(ref, file);
                  }
                }));
    List<ResourceChange> changes = new ArrayList<>();
    now.forEach(
        (ref, resource) -> {
          if (!resource.equals(delivered.get(ref))) {
            changes.add(new ResourceChange.Upserted(ref, resource, fileOf.getOrDefault(ref, "")));
          }
        });
    for (ResourceRef ref : delivered.keySet()) {
      if (!now.containsKey(ref)) {
        changes.add(new ResourceChange.Deleted(ref));
      }
    }
    delivered = now;
    if (!changes.isEmpty()) {
      changes.sort(java.util.Comparator.comparing(ResourceChange::ref));
      deliver(() -> listener.changed(changes));
    }
  }

  private void broken(String name, List<ConfigError> errors, Listener listener) {
    broken.add(name);
    deliver(() -> listener.problems(directory.resolve(name).toString(), errors));
  }

  private void well(String name, Listener listener) {
    if (broken.remove(name)) {
      deliver(() -> listener.problems(directory.resolve(name).toString(), List.of()));
    }
  }

  static boolean readable(Path path) {
    return SUFFIXES.contains(suffix(path)) && Files.isRegularFile(path);
  }

  private static String suffix(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") ? "" : name.substring(name.lastIndexOf('.') + 1);
  }
}
