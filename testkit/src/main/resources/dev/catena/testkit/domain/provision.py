# SPDX-License-Identifier: Apache-2.0
"""Makes the directory of a throwaway domain, with its accounts and their keytabs. For Samba's own Python.

usage: provision.py SMB_CONF ADDRESS KEYTAB_FOLDER ADMINISTRATORS_PASSWORD < ACCOUNTS

Each line of ACCOUNTS says, parted by tabs: name, password, groups (parted by commas), service principals (parted by commas),
one of USABLE, DISABLED, MUST_CHANGE_PASSWORD. For each account KEYTAB_FOLDER gets NAME.keytab.
"""
import logging
import os
import sys

import ldb
import samba.dckeytab  # noqa: F401 (gives Net its export_keytab)
from samba.auth import system_session
from samba import dsdb
from samba.credentials import Credentials, MUST_USE_KERBEROS
from samba.net import Net
from samba.param import LoadParm
from samba.provision import provision
from samba.samdb import SamDB

DISABLED = 2  # of userAccountControl
AES_ONLY = "24"  # of msDS-SupportedEncryptionTypes: else the KDC hands out RC4 tickets, which a JDK does not accept
# A real domain locks accounts: who tries a wrong password too often in our tests learns it. Times count in -100 ns.
POLICY = {"pwdProperties": "0", "minPwdLength": "0", "pwdHistoryLength": "0", "minPwdAge": "0", "maxPwdAge": str(-(1 << 63)),
          "lockoutThreshold": "5", "lockoutDuration": str(-30 * 60 * 10_000_000),
          "lockOutObservationWindow": str(-30 * 60 * 10_000_000)}


def replace(directory, dn, attributes):
    message = ldb.Message(dn)
    for name, value in attributes.items():
        message[name] = ldb.MessageElement(value, ldb.FLAG_MOD_REPLACE, name)
    directory.modify(message)


def words(text):
    return [word for word in text.split(",") if word]


def add_account(directory, groups, line):
    name, password, members, services, state = line.rstrip("\n").split("\t")
    directory.newuser(name, password, force_password_change_at_next_login_req=(state == "MUST_CHANGE_PASSWORD"))
    for group in words(members):
        if group not in groups:
            directory.newgroup(group)
            groups.add(group)
        directory.add_remove_group_members(group, [name])
    attributes = {"msDS-SupportedEncryptionTypes": AES_ONLY}
    if words(services):
        attributes["servicePrincipalName"] = words(services)
    replace(directory, directory.search(directory.domain_dn(), expression="(sAMAccountName=%s)" % name, attrs=[])[0].dn, attributes)
    if state == "DISABLED":
        directory.toggle_userAccountFlags("(sAMAccountName=%s)" % name, DISABLED, "disabled", on=True)
    return name, words(services)


def main(smb_conf, address, keytab_folder, password):
    settings = LoadParm()
    settings.load(smb_conf)
    log = logging.getLogger("provision")
    provision(log, system_session(), smbconf=smb_conf, lp=settings, realm=settings.get("realm"), domain=settings.get("workgroup"),
              hostname=settings.get("netbios name"), hostip=address, adminpass=password,
              serverrole="active directory domain controller", dom_for_fun_level=dsdb.DS_DOMAIN_FUNCTION_2008_R2,
              dns_backend="NONE", skip_sysvolacl=True, batch_mode=True)

    credentials = Credentials()
    credentials.guess(settings)
    credentials.set_kerberos_state(MUST_USE_KERBEROS)
    directory = SamDB(session_info=system_session(), lp=settings)
    replace(directory, ldb.Dn(directory, directory.domain_dn()), POLICY)
    groups = set()
    directory.transaction_start()
    accounts = [add_account(directory, groups, line) for line in sys.stdin if line.strip()]
    directory.transaction_commit()

    net = Net(credentials, settings)
    for name, services in accounts:
        for principal in [name] + services:
            net.export_keytab(keytab=os.path.join(keytab_folder, name + ".keytab"), principal=principal)


main(*sys.argv[1:])
