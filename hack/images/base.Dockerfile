# Stands in for eclipse-temurin:25-jre: the same places for Java, on a root file system whose package scripts did not run.
FROM meshwright-dev/base-root:latest
RUN for name in iptables iptables-restore iptables-save ip6tables ip6tables-restore ip6tables-save; do \
      ln -sf xtables-nft-multi /usr/sbin/$name; \
    done \
 && cat /usr/share/ca-certificates/mozilla/*.crt >/etc/ssl/certs/ca-certificates.crt \
 && chmod 1777 /tmp
COPY java /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
