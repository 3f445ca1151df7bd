"""REPLAY-ATTACK: 50 clients, 24 videos each for presentation attack detection, eight protocols.

    {train,devel,test}/real/clientNNN_session01_webcam_authenticate_{adverse,controlled}_{1,2}.mov
    {train,devel,test}/attack/{fixed,hand}/
        attack_{print,mobile,highdef}_clientNNN_session01_{highdef,mobile}_{photo,video}_{light}.mov

`enroll/` serves face verification; no protocol here uses it. Client numbers are not contiguous
and no list of them is shipped: who is official is read off the file names.
"""
