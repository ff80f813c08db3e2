#!/bin/sh
# Install Debian packages, with sudo where we are not root.
set -eu
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# The tests start a Postfix of their own; the machine's is left alone.
case " $* " in *" postfix "*)
	echo 'postfix postfix/main_mailer_type select No configuration' |
	    $sudo debconf-set-selections
	;;
esac
$sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "$@"
